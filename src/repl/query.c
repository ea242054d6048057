// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/query.h"

#include <string.h>

#include "repl/names.h"
#include "repl/series.h"
#include "repl/suggest.h"

bool query_read(const struct session *session, const char *text, int line, int column,
                const struct query_form *form, struct arena *arena, struct query *query,
                struct error *error)
{
	struct parse_names const names = names_for_parser(session);
	return parse_query(text, strlen(text), line, column, form, &names, arena, query, error) ||
	       suggest_function(session, text, column, error);
}

bool query_answer(struct session *session, struct query *query, int most, struct arena *arena,
                  struct error *error)
{
	struct names names;
	struct scope const scope = names_scope(session, &names);
	for (int i = 0; i < query->count; i++) {
		struct series *item = &query->item[i];
		if (!series_evaluate(item, session, &scope, most, arena, error))
			return suggest_names(session, item->tree, item->variable, error);
	}
	return true;
}

bool query_evaluate(struct session *session, const char *text, int line, int column,
                    struct arena *arena, struct array *out, struct error *error)
{
	static const struct query_form one_value = { .most = 1 };
	struct query query;
	if (!query_read(session, text, line, column, &one_value, arena, &query, error) ||
	    !query_answer(session, &query, 1, arena, error))
		return false;
	*out = query.item[0].value;
	return true;
}
