// SPDX-License-Identifier: GPL-3.0-or-later
// Words of letters that have marks.
#ifndef TESTS_UNIT_LETTERS_H
#define TESTS_UNIT_LETTERS_H

#define YHAT_NFC "\xC5\xB7"  // ŷ
#define YHAT_NFD "y\xCC\x82" // the same, marks apart
#define NAM_NFC "Ti\u1EBFng Vi\u1EC7t"               // Tiếng Việt
#define NAM_NFD "Tie\u0302\u0301ng Vie\u0323\u0302t" // the same, marks apart

#endif
