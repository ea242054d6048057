// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/math.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

enum { DEPTH_MOST = 32 };

enum kind {
	ORDINARY,
	BINARY,   // blanks on both sides
	RELATION, // the same
	FUNCTION, // a name: a blank before what follows
	LARGE,    // sum and product: a blank after their bounds
	OPEN,
	CLOSE,
	BLANK,
	NOTHING,
	SHOW,   // shows its argument as it is: \mathrm{softmax}
	ACCENT, // `pretty` goes after its argument
	FRACTION,
	ROOT,
	BEGIN, // \begin{matrix}
	END
};

// To add a command: its row.
static const struct row {
	const char *name;
	enum kind kind;
	const char *pretty, *ascii;
} rows[] = {
	{ "alpha", ORDINARY, "α", "alpha" },
	{ "beta", ORDINARY, "β", "beta" },
	{ "gamma", ORDINARY, "γ", "gamma" },
	{ "delta", ORDINARY, "δ", "delta" },
	{ "Delta", ORDINARY, "Δ", "Delta" },
	{ "epsilon", ORDINARY, "ε", "epsilon" },
	{ "varepsilon", ORDINARY, "ε", "epsilon" },
	{ "eta", ORDINARY, "η", "eta" },
	{ "theta", ORDINARY, "θ", "theta" },
	{ "lambda", ORDINARY, "λ", "lambda" },
	{ "mu", ORDINARY, "μ", "mu" },
	{ "pi", ORDINARY, "π", "pi" },
	{ "rho", ORDINARY, "ρ", "rho" },
	{ "sigma", ORDINARY, "σ", "sigma" },
	{ "Sigma", ORDINARY, "Σ", "Sigma" },
	{ "tau", ORDINARY, "τ", "tau" },
	{ "phi", ORDINARY, "φ", "phi" },
	{ "omega", ORDINARY, "ω", "omega" },
	{ "partial", ORDINARY, "∂", "d" },
	{ "nabla", ORDINARY, "∇", "grad " },
	{ "infty", ORDINARY, "∞", "inf" },
	{ "top", ORDINARY, "ᵀ", "'" },
	{ "prime", ORDINARY, "′", "'" },
	{ "ell", ORDINARY, "ℓ", "l" },
	{ "ldots", ORDINARY, "…", "..." },
	{ "dots", ORDINARY, "…", "..." },
	{ "cdots", ORDINARY, "⋯", "..." },
	{ "vdots", ORDINARY, "⋮", ":" },
	{ "|", ORDINARY, "‖", "||" },
	{ "lVert", OPEN, "‖", "||" },
	{ "rVert", CLOSE, "‖", "||" },
	{ "Vert", ORDINARY, "‖", "||" },
	{ "{", OPEN, "{", "{" },
	{ "}", CLOSE, "}", "}" },
	{ "langle", OPEN, "⟨", "<" },
	{ "rangle", CLOSE, "⟩", ">" },
	{ "odot", BINARY, "⊙", ".*" },
	{ "otimes", BINARY, "⊗", "(x)" },
	{ "cdot", BINARY, "·", "*" },
	{ "times", BINARY, "×", "x" },
	{ "pm", BINARY, "±", "+-" },
	{ "circ", BINARY, "∘", "o" },
	{ "le", RELATION, "≤", "<=" },
	{ "leq", RELATION, "≤", "<=" },
	{ "ge", RELATION, "≥", ">=" },
	{ "geq", RELATION, "≥", ">=" },
	{ "ne", RELATION, "≠", "!=" },
	{ "neq", RELATION, "≠", "!=" },
	{ "approx", RELATION, "≈", "~" },
	{ "to", RELATION, "→", "->" },
	{ "rightarrow", RELATION, "→", "->" },
	{ "mapsto", RELATION, "↦", "->" },
	{ "Rightarrow", RELATION, "⇒", "=>" },
	{ "in", RELATION, "∈", "in" },
	{ "ll", RELATION, "≪", "<<" },
	{ "gg", RELATION, "≫", ">>" },
	{ "sum", LARGE, "Σ", "sum" },
	{ "prod", LARGE, "∏", "prod" },
	{ "tanh", FUNCTION, "tanh", "tanh" },
	{ "log", FUNCTION, "log", "log" },
	{ "ln", FUNCTION, "ln", "ln" },
	{ "exp", FUNCTION, "exp", "exp" },
	{ "max", FUNCTION, "max", "max" },
	{ "min", FUNCTION, "min", "min" },
	{ "det", FUNCTION, "det", "det" },
	{ ",", BLANK, NULL, NULL },
	{ ":", BLANK, NULL, NULL },
	{ ";", BLANK, NULL, NULL },
	{ " ", BLANK, NULL, NULL },
	{ "quad", BLANK, NULL, NULL },
	{ "qquad", BLANK, NULL, NULL },
	{ "!", NOTHING, NULL, NULL },
	{ "left", NOTHING, NULL, NULL },
	{ "right", NOTHING, NULL, NULL },
	{ "big", NOTHING, NULL, NULL },
	{ "Big", NOTHING, NULL, NULL },
	{ "bigl", NOTHING, NULL, NULL },
	{ "bigr", NOTHING, NULL, NULL },
	{ "limits", NOTHING, NULL, NULL },
	{ "displaystyle", NOTHING, NULL, NULL },
	{ "mathrm", SHOW, NULL, NULL },
	{ "operatorname", SHOW, NULL, NULL },
	{ "text", SHOW, NULL, NULL },
	{ "textbf", SHOW, NULL, NULL },
	{ "mathbf", SHOW, NULL, NULL },
	{ "mathit", SHOW, NULL, NULL },
	{ "boldsymbol", SHOW, NULL, NULL },
	{ "hat", ACCENT, "\xCC\x82", "hat" },
	{ "bar", ACCENT, "\xCC\x84", "bar" },
	{ "tilde", ACCENT, "\xCC\x83", "tilde" },
	{ "vec", ACCENT, "\xE2\x83\x97", "vec" },
	{ "dot", ACCENT, "\xCC\x87", "dot" },
	{ "frac", FRACTION, NULL, NULL },
	{ "dfrac", FRACTION, NULL, NULL },
	{ "tfrac", FRACTION, NULL, NULL },
	{ "sqrt", ROOT, "√", "sqrt" },
	{ "begin", BEGIN, NULL, NULL },
	{ "end", END, NULL, NULL },
};

// Letters that Unicode has small and low or small and high.
static const struct small {
	const char *plain, *low, *high;
} smalls[] = {
	{ "0", "₀", "⁰" },  { "1", "₁", "¹" },  { "2", "₂", "²" },  { "3", "₃", "³" },
	{ "4", "₄", "⁴" },  { "5", "₅", "⁵" },  { "6", "₆", "⁶" },  { "7", "₇", "⁷" },
	{ "8", "₈", "⁸" },  { "9", "₉", "⁹" },  { "+", "₊", "⁺" },  { "−", "₋", "⁻" },
	{ "=", "₌", "⁼" },  { "(", "₍", "⁽" },  { ")", "₎", "⁾" },  { "a", "ₐ", "ᵃ" },
	{ "e", "ₑ", "ᵉ" },  { "h", "ₕ", "ʰ" },  { "i", "ᵢ", "ⁱ" },  { "j", "ⱼ", "ʲ" },
	{ "k", "ₖ", "ᵏ" },  { "l", "ₗ", "ˡ" },  { "m", "ₘ", "ᵐ" },  { "n", "ₙ", "ⁿ" },
	{ "o", "ₒ", "ᵒ" },  { "p", "ₚ", "ᵖ" },  { "r", "ᵣ", "ʳ" },  { "s", "ₛ", "ˢ" },
	{ "t", "ₜ", "ᵗ" },  { "u", "ᵤ", "ᵘ" },  { "v", "ᵥ", "ᵛ" },  { "x", "ₓ", "ˣ" },
	{ "T", NULL, "ᵀ" }, { "ᵀ", NULL, "ᵀ" }, { "′", NULL, "′" },
};

struct tex {
	const char *at, *end;
	bool ascii, known;
	int depth;
	bool at_operand;        // nothing stands before: a minus here is a sign
	const struct row *last; // the command just shown, for the spacing of what follows
};

static void write_group(struct tex *tex, char stop, struct text *out);

static const struct row *find_row(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
			return &rows[i];
	return NULL;
}

static const struct small *find_small(const char *letter, size_t length)
{
	for (size_t i = 0; i < sizeof smalls / sizeof *smalls; i++)
		if (strlen(smalls[i].plain) == length &&
		    memcmp(smalls[i].plain, letter, length) == 0)
			return &smalls[i];
	return NULL;
}

static bool ends_with_blank(const struct text *out)
{
	return out->length == 0 || out->at[out->length - 1] == ' ';
}

static bool ends_open(const struct text *out)
{
	return out->length == 0 || strchr("([{", out->at[out->length - 1]) != NULL;
}

static void write_blank(struct text *out)
{
	if (!ends_with_blank(out) && !ends_open(out))
		text_add_char(out, ' ');
}

// An operator between two things has blanks; one before the first thing is a sign and has none.
static void write_between(struct tex *tex, struct text *out, const char *sign, bool is_relation)
{
	if (!tex->at_operand)
		write_blank(out);
	text_add(out, sign);
	if (!tex->at_operand || is_relation)
		text_add_char(out, ' ');
	tex->at_operand = true;
}

static bool needs_parentheses(const struct text *part)
{
	int depth = 0;
	for (size_t i = 0; i < part->length; i++) {
		char const c = part->at[i];
		depth += (c == '(' || c == '[') - (c == ')' || c == ']');
		if (depth == 0 && (c == ' ' || c == '/'))
			return true;
	}
	return false;
}

static void write_part(struct text *out, const struct text *part)
{
	bool const wrap = needs_parentheses(part);
	text_add(out, wrap ? "(" : "");
	text_add(out, text_get(part));
	text_add(out, wrap ? ")" : "");
}

// Reads {…} or one letter or one command into `out`.
static void read_argument(struct tex *tex, struct text *out)
{
	while (tex->at < tex->end && *tex->at == ' ')
		tex->at++;
	if (tex->at == tex->end)
		return;
	const struct row *const last = tex->last;
	tex->at_operand = true;
	if (*tex->at == '{') {
		tex->at++;
		write_group(tex, '}', out);
	} else {
		// One command with its own arguments, or one letter: a group that ends after it.
		struct tex one = *tex;
		one.end =
			tex->at +
			(*tex->at == '\\' ? 1 : utf8_letter(tex->at, (size_t)(tex->end - tex->at)));
		if (*tex->at == '\\') {
			while (one.end < tex->end && isalpha((unsigned char)*one.end))
				one.end++;
			if (one.end == tex->at + 1 && one.end < tex->end)
				one.end++;
		}
		write_group(&one, '\0', out);
		tex->known = tex->known && one.known;
		tex->at = one.end;
	}
	tex->last = last;
	tex->at_operand = false;
}

// The part in small letters, if Unicode has them all.
static bool write_small(struct text *out, const struct text *part, bool high)
{
	struct text small = { 0 };
	bool all = part->length > 0;
	for (size_t i = 0; all && i < part->length;) {
		size_t const length = utf8_letter(part->at + i, part->length - i);
		const struct small *const found = find_small(part->at + i, length);
		const char *const letter = !found ? NULL : high ? found->high : found->low;
		all = letter != NULL;
		text_add(&small, all ? letter : "");
		i += length;
	}
	if (all)
		text_add(out, text_get(&small));
	text_free(&small);
	return all;
}

static void remove_blanks(struct text *part)
{
	size_t kept = 0;
	for (size_t i = 0; i < part->length; i++)
		if (part->at[i] != ' ')
			part->at[kept++] = part->at[i];
	if (part->at)
		part->at[part->length = kept] = '\0';
}

static void write_scripts(struct tex *tex, struct text *out, const struct row *of)
{
	struct text low = { 0 }, high = { 0 };
	while (tex->at < tex->end && (*tex->at == '_' || *tex->at == '^')) {
		struct text *const which = *tex->at++ == '_' ? &low : &high;
		read_argument(tex, which);
		remove_blanks(which);
	}
	bool const large = of && of->kind == LARGE;
	if (tex->ascii && large && low.length) {
		text_addf(out, high.length ? "(%s..%s)" : "(%s%s)", text_get(&low),
		          text_get(&high));
	} else {
		// What Unicode cannot lower is written as the prompt writes it.
		if (low.length && (tex->ascii || !write_small(out, &low, false)))
			text_addf(out, "[%s]", text_get(&low));
		if (high.length && tex->ascii && strcmp(text_get(&high), "'") == 0)
			text_add(out, "'");
		else if (high.length && (tex->ascii || !write_small(out, &high, true)))
			text_addf(out, high.at[0] == '(' ? "^%s" : "^(%s)", text_get(&high));
	}
	text_free(&low);
	text_free(&high);
	if (large ||
	    (of && of->kind == FUNCTION && tex->at < tex->end && !strchr("(')}", *tex->at)))
		write_blank(out);
}

static void write_accent(struct tex *tex, const struct row *row, struct text *out)
{
	struct text base = { 0 };
	read_argument(tex, &base);
	if (!tex->ascii && strcmp(row->name, "hat") == 0 && strcmp(text_get(&base), "y") == 0)
		text_add(out, "ŷ"); // in one piece, as the prompt knows it
	else
		text_addf(out, "%s%s", text_get(&base), tex->ascii ? row->ascii : row->pretty);
	text_free(&base);
}

static void write_command(struct tex *tex, struct text *out)
{
	const char *const name = ++tex->at;
	while (tex->at < tex->end && isalpha((unsigned char)*tex->at))
		tex->at++;
	if (tex->at == name && tex->at < tex->end)
		tex->at++;
	size_t const length = (size_t)(tex->at - name);
	// A blank after a command of letters only ends its name.
	while (isalpha((unsigned char)*name) && tex->at < tex->end && *tex->at == ' ')
		tex->at++;
	const struct row *const row = find_row(name, length);
	tex->last = row;
	if (!row) {
		tex->known = false;
		text_add_char(out, '\\');
		text_add_bytes(out, name, length);
		return;
	}
	const char *const sign = tex->ascii ? row->ascii : row->pretty;
	struct text part = { 0 };
	switch (row->kind) {
	case ORDINARY:
	case OPEN:
	case CLOSE:
	case LARGE:
	case FUNCTION:
		if (row->kind == FUNCTION && out->length &&
		    isalnum((unsigned char)out->at[out->length - 1]))
			write_blank(out);
		text_add(out, sign);
		tex->at_operand = row->kind == OPEN;
		break;
	case BINARY:
	case RELATION:
		write_between(tex, out, sign, row->kind == RELATION);
		break;
	case BLANK:
		write_blank(out);
		break;
	case NOTHING:
		if (tex->at < tex->end && *tex->at == '.')
			tex->at++; // \left.
		break;
	case SHOW:
		read_argument(tex, out);
		break;
	case ACCENT:
		write_accent(tex, row, out);
		break;
	case FRACTION:
		read_argument(tex, &part);
		write_part(out, &part);
		text_add_char(out, '/');
		text_clear(&part);
		read_argument(tex, &part);
		write_part(out, &part);
		break;
	case ROOT:
		read_argument(tex, &part);
		text_addf(out, "%s(%s)", sign, text_get(&part));
		break;
	case BEGIN:
		read_argument(tex, &part);
		text_add_char(out, '[');
		break;
	case END:
		read_argument(tex, &part);
		while (out->length && out->at[out->length - 1] == ' ')
			out->at[--out->length] = '\0';
		text_add_char(out, ']');
		break;
	}
	text_free(&part);
}

// Of a matrix, as the prompt writes one.
static void end_element(struct tex *tex, struct text *out, const char *separator)
{
	while (out->length && ends_with_blank(out))
		out->at[--out->length] = '\0';
	text_add(out, separator);
	tex->at_operand = true;
}

static void write_letter(struct tex *tex, struct text *out, const char *letter, size_t length)
{
	text_add_bytes(out, letter, length);
	tex->at_operand = strchr("([,", *letter) != NULL;
}

// Everything up to `stop` (NUL: to the end); takes the stop.
static void write_group(struct tex *tex, char stop, struct text *out)
{
	if (++tex->depth > DEPTH_MOST) {
		tex->known = false;
		tex->at = tex->end;
	}
	while (tex->at < tex->end) {
		char const c = *tex->at;
		tex->last = NULL;
		if (c == stop) {
			tex->at++;
			break;
		}
		if (c == '\\' && tex->at + 1 < tex->end && tex->at[1] == '\\') {
			tex->at += 2;
			end_element(tex, out, "; ");
			continue;
		}
		if (c == '\\') {
			write_command(tex, out);
		} else if (c == '{') {
			tex->at++;
			write_group(tex, '}', out);
			tex->last = NULL;
		} else {
			size_t const length = utf8_letter(tex->at, (size_t)(tex->end - tex->at));
			tex->at += length;
			if (c == ' ' || c == '\n')
				write_blank(out);
			else if (c == '&')
				end_element(tex, out, ", ");
			else if (c == '-')
				write_between(tex, out, tex->ascii ? "-" : "−", false);
			else if (c == '+')
				write_between(tex, out, "+", false);
			else if (c == '=' || c == '<' || c == '>')
				write_between(tex, out, (char[]){ c, '\0' }, true);
			else if (c == '\'')
				text_add(out, tex->ascii ? "'" : "′");
			else if (c == '_' || c == '^')
				tex->at -= length; // a script of nothing
			else if (c != '}')
				write_letter(tex, out, tex->at - length, length);
		}
		write_scripts(tex, out, tex->last);
	}
	tex->depth--;
}

bool math_write(const char *tex, size_t length, bool ascii, struct text *out)
{
	struct tex all = {
		.at = tex, .end = tex + length, .at_operand = true, .ascii = ascii, .known = true
	};
	struct text line = { 0 };
	write_group(&all, '\0', &line);
	while (line.length && line.at[line.length - 1] == ' ')
		line.at[--line.length] = '\0';
	text_add(out, text_get(&line));
	text_free(&line);
	return all.known;
}
