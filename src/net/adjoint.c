// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/adjoint.h"

#include <string.h>

#include "base/interrupt.h"
#include "net/moment.h"

static bool has_rows(const struct cell *cell, int q)
{
	return cell->quantity[q].kind != QUANTITY_PARAMETER;
}

struct array *adjoint_of_all(const struct pass *pass, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	struct array *rows = arena_get(arena, (size_t)cell->quantities * sizeof *rows);
	struct moment *moment = moment_blank(pass);
	for (int q = 0; q < cell->quantities; q++)
		if (has_rows(cell, q))
			rows[q] = array_new(arena, pass->T, (int)array_size(moment->now[q]));
	for (int k = pass->T - 1; k >= 0 && !interrupt_seen(); k--) {
		const struct program *program = pass->has_loss[k] ? &cell->exact : &cell->without;
		moment_open_step(moment, k);
		if (pass->has_loss[k])
			moment->now[cell->loss].at[0] = 1;
		for (int i = 0; i < program->count; i++)
			if (program->equation[i].time != TIME_NONE)
				moment_run_equation(moment, &program->equation[i]);
		for (int q = 0; q < cell->quantities; q++)
			if (has_rows(cell, q))
				memcpy(rows[q].at + (size_t)k * (size_t)rows[q].cols, moment->now[q].at,
				       (size_t)rows[q].cols * sizeof *rows[q].at);
	}
	moment_free(moment);
	return rows;
}
