// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/key_names.h"

#include <string.h>

#include "base/message.h"
#include "term/terminal.h"

const struct key_name key_names[NAME_COUNT] = {
	[NAME_UP] = { N_("Up"), "kcuu1", { "\033[A", "\033OA" }, NULL },
	[NAME_DOWN] = { N_("Down"), "kcud1", { "\033[B", "\033OB" }, NULL },
	[NAME_RIGHT] = { N_("Right"), "kcuf1", { "\033[C", "\033OC" }, rl_forward_char },
	[NAME_LEFT] = { N_("Left"), "kcub1", { "\033[D", "\033OD" }, rl_backward_char },
	[NAME_PAGE_DOWN] = { N_("PageDown"), "knp", { "\033[6~" }, NULL },
	[NAME_PAGE_UP] = { N_("PageUp"), "kpp", { "\033[5~" }, NULL },
	[NAME_HOME] = { N_("Home"), "khome", { "\033[H", "\033OH", "\033[1~", "\033[7~" },
	               rl_beg_of_line },
	[NAME_END] = { N_("End"), "kend", { "\033[F", "\033OF", "\033[4~", "\033[8~" },
	              rl_end_of_line },
	[NAME_F1] = { "F1", "kf1", { "\033OP", "\033[11~", "\033[[A" }, NULL },
	[NAME_F2] = { "F2", "kf2", { "\033OQ", "\033[12~", "\033[[B" }, NULL },
	[NAME_F5] = { "F5", "kf5", { "\033[15~", "\033[[E" }, NULL },
	[NAME_F6] = { "F6", "kf6", { "\033[17~" }, NULL },
	[NAME_F7] = { "F7", "kf7", { "\033[18~" }, NULL },
	[NAME_F8] = { "F8", "kf8", { "\033[19~" }, NULL },
	[NAME_F9] = { "F9", "kf9", { "\033[20~" }, NULL },
	[NAME_F10] = { "F10", "kf10", { "\033[21~" }, NULL },
	[NAME_F11] = { "F11", "kf11", { "\033[23~" }, NULL },
	[NAME_F12] = { "F12", "kf12", { "\033[24~" }, NULL },
	[NAME_SHIFT_UP] = { N_("Shift-Up"), "kri", { "\033[1;2A", "\033[1;3A" }, NULL },
	[NAME_SHIFT_DOWN] = { N_("Shift-Down"), "kind", { "\033[1;2B", "\033[1;3B" }, NULL },
	[NAME_CONTROL_UP] = { N_("Ctrl-Up"), "kUP5", { "\033[1;5A" }, NULL },
	[NAME_CONTROL_DOWN] = { N_("Ctrl-Down"), "kDN5", { "\033[1;5B" }, NULL },
	[NAME_SHIFT_TAB] = { N_("Shift-Tab"), "kcbt", { "\033[Z" }, NULL },
};

bool key_name_sends(enum name name, const char *bytes, size_t length)
{
	char own[16];
	for (size_t i = 0; i < 5 && key_names[name].sequences[i]; i++)
		if (strlen(key_names[name].sequences[i]) == length &&
		    !memcmp(key_names[name].sequences[i], bytes, length))
			return true;
	return terminal_get(key_names[name].capability, own, sizeof own) == length &&
	       !memcmp(own, bytes, length);
}
