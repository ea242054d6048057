#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what the manuals and the shells say of the program from what the program says of itself.

    generate.py [FOLDER]        $BPTT_REPL is the program, the sources are above this file

Its tables of commands, settings, options, functions and keys, as `help` and `--help` print them, become
the manual page, the lists of the Texinfo manual, and completions for three shells; the productions above
the parser's functions become the grammar; doc/lessons.md becomes a chapter.  What is written is committed
(a cross-compiler cannot run the program), and tests/manual.py holds it equal: `make tables` renews it.
"""
import os
import re
import subprocess
import sys
import textwrap

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.environ.get("BPTT_REPL", os.path.join(root, "bptt-repl"))


# ---- what the program says

def say(*words):
    """What the program prints, in English and UTF-8, whoever runs it and wherever."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS")}
    environment = dict(kept, LC_ALL="C.UTF-8", LANGUAGE="en", TERM="dumb", BPTT_REPL_DATA=root)
    made = subprocess.run([program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          env=environment, cwd=root, check=True)
    return made.stdout.decode()


def rows(text):
    """Rows of a list of help: (what stands at the left, what is said of it); a title has no words."""
    found = []
    for line in text.splitlines():
        deep = re.match(r" {10,}(\S.*)", line)
        if deep and found:
            found[-1][1] += (" " if found[-1][1] else "") + deep[1]
        elif line.startswith("  "):
            left, _, right = re.sub(r"\s{2,}", "\0", line.strip(), count=1).partition("\0")
            found.append([left, right])
        elif line:
            found.append([line, None])
    return found


def options(text):
    """Options of a --help: ([names], what is said)."""
    found = []
    for line in text.splitlines():
        row = re.match(r" {2,6}(-\S+(?:(?:, )-\S+)*) {2,}(\S.*)", line)
        deep = re.match(r" {20,}(\S.*)", line)
        if row:
            found.append([row[1].split(", "), row[2]])
        elif deep and found:
            found[-1][1] += " " + deep[1]
    return [(names, words) for names, words in found]


def parts(name):
    """--cell=NAME, --html[=FILE]: the flag, "=" where it takes an argument, the argument, whether it must."""
    flag, equals, argument = name.replace("[=", "=").rstrip("]").partition("=")
    return flag, equals, argument, "[=" not in name


class Tables:
    def __init__(self):
        self.help = say("--help")
        self.version = say("--version").split("\n")[0].split()[-1]
        self.options = options(self.help)
        usage = re.search(r"Usage: bptt-repl \[OPTION\]\.\.\. \[(.*?)\]\n\n", self.help, re.S)[1]
        self.verbs = [" ".join(each.split()) for each in re.split(r"\|(?= |\n)|(?<= )\|", usage)]
        self.verbs = [verb for verb in self.verbs if verb != "-"]
        self.verb_names = [verb.split()[0] for verb in self.verbs]
        self.own = {}  # verbs with options of their own
        for verb in self.verb_names:
            if verb in ("lesson", "lessons", "run", "bench"):
                continue
            text = say(verb, "--help")
            self.own[verb] = (text, options(text))
        self.groups = []  # [title, [usage, summary]...]
        for left, right in rows(say("-n", "-e", "help").split("\nAn expression alone")[0]):
            if right is None:
                self.groups.append((left, []))
            else:
                self.groups[-1][1].append((left, right))
        names = [usage.split()[0] for _, group in self.groups for usage, _ in group]
        mark = "print 12321"  # parts the answers
        asked = [word for name in names for word in ("-e", "help " + name, "-e", mark)]
        answers = re.split(r"^12321 = 12321\n", say("-n", *asked), flags=re.M)
        self.more = dict(zip(names, answers))
        setting = self.more["set"]
        self.settings = [(left, right) for left, right in rows(setting) if right and
                         re.match(r"[a-z]+(-[a-z]+)* \S", left)]
        self.functions = [row for row in rows(say("-n", "-e", "help functions")) if row[1]]
        self.keys = [line.strip().split(None, 1) if not line.startswith("  Ctrl-X ") else
                     [line.strip()[:13].strip(), line.strip()[13:].strip()]
                     for line in say("-n", "-e", "keys").splitlines()]
        self.views = [row for row in rows(say("-n", "-e", "view")) if row[1]]


# ---- the manual page

def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return re.sub(r"^\.", r"\\&.", text.replace("…", "..."), flags=re.M).replace("^", "\\(ha").replace("~", "\\(ti")


def man_words(words):
    return "\n".join(re.sub(r"^(?=[.'])", "\\&", roff(line)) for line in
                     textwrap.wrap(words, 70, break_on_hyphens=False, break_long_words=False))


def man_option(names, words):
    shown = []
    for name in names:
        flag, equals, argument, must = parts(name)
        given = "%s\\fI%s\\fR" % (equals, roff(argument)) if equals else ""
        shown.append("\\fB%s\\fR%s" % (roff(flag), given if must else "[%s]" % given))
    return ".TP\n%s\n%s\n" % (", ".join(shown), man_words(words))


def man_usage(usage):
    name, _, rest = usage.partition(" ")
    return "\\fB%s\\fR%s" % (roff(name), " " + roff(rest) if rest else "")


def man(tables):
    verbs = ""
    for verb in tables.own:
        text, own = tables.own[verb]
        body = text.split("\n\n")[1] if not text.split("\n\n")[1].startswith("   ") else ""
        verbs += ".SS %s\n" % verb
        verbs += ".nf\n%s\n.fi\n" % roff(re.sub(r"^(Usage:|      ) ", "", text.split("\n\n")[0], flags=re.M))
        verbs += ".PP\n%s\n" % man_words(body) if body else ""
        verbs += "".join(man_option(names, words) for names, words in own)
    commands = ""
    for title, group in tables.groups:
        commands += ".SS %s\n" % title
        commands += "".join(".TP\n%s\n%s\n" % (man_usage(usage), man_words(summary)) for usage, summary in group)
    settings = "".join(".TP\n%s\n%s\n" % (man_usage(usage), man_words(summary)) for usage, summary in tables.settings)
    with open(os.path.join(root, "doc", "bptt-repl.1.in")) as file:
        page = file.read()
    for name, text in (("options", "".join(man_option(*row) for row in tables.options)), ("verbs", verbs),
                       ("commands", commands), ("settings", settings)):
        page = page.replace("@%s@\n" % name, text)
    return page.replace("@version@", tables.version)


# ---- the Texinfo manual

def texi(text):
    return re.sub(r"([@{}])", r"@\1", text)


def texi_words(text):
    """Words with `code` in them.  Outside of it -- is an option's and no dash, and ' opens a quotation, too."""
    out = ""
    for part in re.split(r"(`[^`]*`)", text):
        if part.startswith("`"):
            out += "@code{%s}" % texi(part[1:-1])
            continue
        part = re.sub(r"(?<!\S)--[a-z][a-z-]*(=[a-z]+)?", r"@option{\g<0>}", texi(part))
        part = re.sub(r"[a-z]\*[a-z]'", r"@code{\g<0>}", part)
        part = re.sub(r"(?<![\w)}])'([^']*)'", r"`\1'", part)
        out += re.sub(r"(?<!\{)--", "-@w{}-", part)
    return out


def texi_prose(text):
    """Words with `code` in them; an example, lines that stand deep, is one."""
    out, example = [], []

    def close():
        if example:
            body = textwrap.dedent("\n".join(example))
            out.extend(["@example", texi(body), "@end example"])
            example.clear()

    for line in text.splitlines():
        if line.startswith("also: "):
            line = "Also: " + ", ".join("`%s`" % word for word in line.split()[1:]) + "."
        if line.startswith("  "):
            example.append(line)
        else:
            close()
            out.append(texi_words(line))
    close()
    return "\n".join(out)


def texi_commands(tables):
    out = [warning("@c")]
    for title, group in tables.groups:
        node = "Screen commands" if title == "The screen" else title  # which is a chapter
        out.append("@node %s\n@section %s\n\n@table @code" % (node, title))
        for usage, summary in group:
            name = usage.split()[0]
            out.append("@item %s\n@cindex @code{%s}, command" % (texi(usage), name))
            lines = tables.more[name].splitlines()
            rest, told = lines[1:], ""
            while rest and told != summary:  # the sentence of the list, wrapped
                told = (told + " " + rest.pop(0).strip()).strip()
            if told != summary:
                raise SystemExit("generate.py: help %s does not begin with its summary" % name)
            if name == "set":  # its list is a chapter
                rest = [line for line in rest if not line.startswith("  ")] + ["@REF{settings}"]
            out.append(texi_words(summary))
            if rest:
                out.append(texi_prose("\n".join(rest)).replace("@@REF@{settings@}", "@xref{Settings}."))
            out.append("")
        out.append("@end table\n")
    return "\n".join(out)


def texi_table(rows_of, index):
    out = [warning("@c"), "@table @code"]
    for left, right in rows_of:
        out.append("@item %s" % texi(left))
        word = re.match(r"[A-Za-z-]{2,}", left)
        if index and word:
            out.append("@cindex @code{%s}, %s" % (word[0], index))
        out.append(texi_words(right))
    return "\n".join(out + ["@end table", ""])


def texi_options(tables):
    out = [warning("@c"), "@table @option"]
    for names, words in tables.options:
        out.append("@item " + texi(names[0]))
        out.extend("@itemx " + texi(name) for name in names[1:])
        out.append(texi_words(words))
    out.append("@end table\n")
    for verb in tables.own:
        out += ["@example", texi(tables.own[verb][0].split("\n\n")[0]), "@end example\n"]
        if not tables.own[verb][1]:
            continue
        out += ["@table @option"]
        for names, words in tables.own[verb][1]:
            out += ["@item " + texi(names[0])] + ["@itemx " + texi(name) for name in names[1:]] + [texi_words(words)]
        out.append("@end table\n")
    return "\n".join(out)


def texi_grammar():
    """The productions that stand above the functions that parse them."""
    found = []
    for name in ("read.c", "statement.c", "parser.h", "expression.c"):
        with open(os.path.join(root, "src", "lang", name)) as file:
            lines = file.read().split("\n")
        for i, line in enumerate(lines):
            row = re.match(r"// +([a-z]+ = .*)", line)
            if not row:
                continue
            text = row[1]
            for more in lines[i + 1:]:  # a production goes on where the next line stands deeper
                deep = re.match(r"//   +(\S.*)", more)
                if not deep or re.match(r"[a-z]+ = ", deep[1]):
                    break
                text += " " + deep[1]
            for part in re.split(r"; +(?=[a-z]+ = )", re.split(r"(?:; \*|, from the|, up to|; postfix raised)", text)[0]):
                left = part.split(" = ")[0]
                if all(left != each.split(" = ")[0] for each in found):
                    found.append(part)
    out = [warning("@c"), "@smallexample"]
    for part in found:
        left, _, right = part.partition(" = ")
        out.append(texi("\n".join(textwrap.wrap("%-8s= %s" % (left, right.strip()), 76,
                                                subsequent_indent=" " * 10, break_long_words=False))))
    return "\n".join(out + ["@end smallexample", ""])


def texi_cells():
    out = [warning("@c"), "@table @code"]
    folder = os.path.join(root, "cells")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name)) as file:
            comment = re.match(r"(# ?.*\n)+", file.read())[0]
        words = " ".join(line.lstrip("# ") for line in comment.splitlines())
        out += ["@item " + name[:-len(".cell")], texi_words(words)]
    return "\n".join(out + ["@end table", ""])


def texi_inline(text):
    parts = re.split(r"(`[^`]*`)", text.replace("\\|", "|"))
    out = ""
    for part in parts:
        if part.startswith("`"):
            out += "@code{%s}" % texi(part[1:-1])
        else:
            part = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"\1", texi(part))
            out += re.sub(r"\*([^*]+)\*", r"@emph{\1}", part)
    return out


def texi_markdown(name):
    """A page of Markdown, as much of it as doc/ uses: headings, code, tables of two columns, words."""
    with open(os.path.join(root, name)) as file:
        lines = file.read().split("\n")
    out, i = [warning("@c")], 0
    while i < len(lines):
        line = lines[i]
        fence = re.match(r"(`{3,})", line)
        if line.startswith("# "):
            pass  # the chapter's title is the manual's
        elif line.startswith("## "):
            out += ["@section %s" % texi_inline(line[3:]), ""]
        elif fence:
            code = []
            while lines[i + 1] != fence[1]:
                i += 1
                code.append(lines[i])
            i += 1
            out += ["@smallexample", texi("\n".join(code)), "@end smallexample"]
        elif line.startswith("    ") and not lines[i - 1].strip():
            code = []
            while lines[i].startswith("    "):
                code.append(lines[i][4:])
                i += 1
            out += ["@example", texi("\n".join(code)), "@end example", ""]
            continue
        elif line.startswith("| ") and lines[i + 1].startswith("|---"):
            out.append("@table @asis")
            i += 2
            while lines[i].startswith("|"):
                cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", lines[i])[1:-1]]
                out += ["@item " + texi_inline(cells[0]), texi_inline(" ".join(cells[1:]))]
                i += 1
            out += ["@end table", ""]
            continue
        elif re.match(r"[-*] ", line):
            out.append("@itemize")
            while lines[i].strip():
                out.append(re.sub(r"^[-*] ", "@item\n", texi_inline(lines[i]).strip()))
                i += 1
            out += ["@end itemize", ""]
            continue
        else:
            out.append(texi_inline(line))
        i += 1
    return "\n".join(out)


# ---- completions

def flags(names):
    return [parts(name)[0] for name in names]


def bash(tables):
    def words(table):
        return " ".join(flag + ("=" if "=" in name else "") for names, _ in table for name in names
                        for flag in flags([name]) if flag.startswith("--"))
    own = "".join("\t\t%s) options='%s' ;;\n" % (verb, words(table[1])) for verb, table in tables.own.items())
    return TEMPLATE_BASH % {"warning": warning("#"), "verbs": " ".join(tables.verb_names), "own": own,
                            "options": words(tables.options)}


TEMPLATE_BASH = """# bash completion for bptt-repl                                -*- shell-script -*-
%(warning)s

_bptt_repl()
{
	local cur prev words cword split=false
	if declare -F _init_completion >/dev/null; then
		_init_completion -s || return
	else
		cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
		words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
	fi

	local verb= options each
	for each in "${words[@]:1:cword-1}"; do
		case $each in -*) ;; *) verb=$each; break ;; esac
	done

	case $prev in
	--color) COMPREPLY=($(compgen -W 'always never auto' -- "$cur")); return ;;
	--lang) COMPREPLY=($(compgen -W 'en' -- "$cur")); return ;;
	--execute | -e | --truncate | --jobs | --hint) return ;;
	--cell) COMPREPLY=($(compgen -W "$(_bptt_repl_cells)" -- "$cur") $(compgen -f -- "$cur")); return ;;
	--load | --out | --values | --notes | --class) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	esac
	$split && return

	if [[ $cur == -* ]]; then
		case $verb in
%(own)s		*) options='%(options)s' ;;
		esac
		COMPREPLY=($(compgen -W "$options" -- "$cur"))
		[[ ${COMPREPLY-} == *= ]] && compopt -o nospace
		return
	fi
	case $verb in
	'') COMPREPLY=($(compgen -W '%(verbs)s' -- "$cur")) ;;
	lesson) COMPREPLY=($(compgen -W "$(_bptt_repl_lessons)" -- "$cur") $(compgen -f -- "$cur")) ;;
	bench) [[ $prev == bench ]] && COMPREPLY=($(compgen -W "$(_bptt_repl_cells)" -- "$cur")) ;;
	lessons) ;;
	*) COMPREPLY=($(compgen -f -- "$cur")) ;;
	esac
}

# What the program at hand has: a new cell or lesson needs no new completion.
_bptt_repl_cells() { "${words[0]:-bptt-repl}" -n -e cells </dev/null 2>/dev/null | sed 's/^cell //'; }
_bptt_repl_lessons() { "${words[0]:-bptt-repl}" lessons </dev/null 2>/dev/null | awk '{ print $1 }'; }

complete -F _bptt_repl bptt-repl
"""


def zsh_text(text):
    return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def zsh_specs(table, indent):
    files = {"FILE", "IN.npz"}
    out = []
    for names, words in table:
        for name in names:
            flag, equals, argument, _ = parts(name)
            action = ""
            if equals or (flag == "-e"):
                action = ":%s:" % (argument or "COMMAND").lower()
                if argument == "WHEN":
                    action += "(always never auto)"
                elif argument == "NAME|FILE":
                    action += "_bptt_repl_cells"
                elif argument in files:
                    action += "_files"
            many = "*" if flag in ("-e", "--execute") else ""
            out.append("%s'%s%s%s[%s]%s' \\" % (indent, many, flag, "=" if equals else "", zsh_text(words), action))
    return "\n".join(out)


def zsh(tables):
    own = "".join("\t\t%s)\n\t\t\t_arguments \\\n%s\n\t\t\t\t'*:file:_files' ;;\n" %
                  (verb, zsh_specs(table[1], "\t\t\t\t")) for verb, table in tables.own.items())
    return TEMPLATE_ZSH % {"warning": warning("#"), "options": zsh_specs(tables.options, "\t\t"), "own": own,
                           "verbs": " ".join(tables.verb_names)}


TEMPLATE_ZSH = """#compdef bptt-repl
%(warning)s

_bptt_repl_cells() {
	local -a cells
	cells=(${${(f)"$(bptt-repl -n -e cells </dev/null 2>/dev/null)"}#cell })
	_alternative 'cells:cell:compadd -a cells' 'files:file:_files -g "*.cell"'
}

_bptt_repl_lessons() {
	local -a lessons
	lessons=(${(f)"$(bptt-repl lessons </dev/null 2>/dev/null | awk '{ number = $1; sub(/^ *[0-9]+ */, ""); print number ":" $0 }')"})
	_describe lesson lessons
	_files -g "*.md"
}

_bptt_repl() {
	local curcontext=$curcontext state line
	typeset -A opt_args
	_arguments -C -S \\
%(options)s
		'1:verb:(%(verbs)s)' \\
		'*::argument:->argument' && return
	case $state in
	argument)
		case $line[1] in
		lesson) _bptt_repl_lessons ;;
		bench) (( CURRENT == 1 )) && _bptt_repl_cells ;;
%(own)s		*) _files ;;
		esac ;;
	esac
}

_bptt_repl "$@"
"""


def fish(tables):
    def quoted(text):
        return "'%s'" % text.replace("\\", "\\\\").replace("'", "\\'")

    def line(condition, names, words):
        out = "complete -c bptt-repl -n %s" % quoted(condition)
        argument = ""
        for name in names:
            flag, _, given, _ = parts(name)
            argument = given or argument
            out += " -s %s" % flag[1:] if len(flag) == 2 else " -l %s" % flag[2:]
        if argument == "WHEN":
            out += " -x -a 'always never auto'"
        elif argument == "NAME|FILE":
            out += " -r -a '(__bptt_repl_cells)'"
        elif argument in ("FILE", "IN.npz"):
            out += " -r -F"
        elif argument:
            out += " -x"
        return out + " -d %s" % quoted(words)

    names = " ".join(tables.verb_names)
    out = ["# fish completion for bptt-repl", warning("#"), "", "function __bptt_repl_cells",
           "    bptt-repl -n -e cells </dev/null 2>/dev/null | string replace 'cell ' ''", "end",
           "function __bptt_repl_lessons",
           "    bptt-repl lessons </dev/null 2>/dev/null | string replace -r '^ *(\\d+) +(.*)' '$1\\t$2'", "end", "",
           "complete -c bptt-repl -n 'not __fish_seen_subcommand_from %s' -f -a %s" % (names, quoted(names)),
           "complete -c bptt-repl -n '__fish_seen_subcommand_from lesson' -a '(__bptt_repl_lessons)'",
           "complete -c bptt-repl -n '__fish_seen_subcommand_from bench' -f -a '(__bptt_repl_cells)'"]
    usual = "not __fish_seen_subcommand_from %s" % " ".join(tables.own)
    out += [line(usual, *row) for row in tables.options]
    for verb, table in tables.own.items():
        out += [line("__fish_seen_subcommand_from " + verb, *row) for row in table[1]]
    return "\n".join(out) + "\n"


# ---- all of it

def warning(mark):
    return "%s Made by doc/generate.py from the program's own tables: make tables." % mark


def main():
    target = sys.argv[1] if len(sys.argv) > 1 else root
    tables = Tables()
    made = {
        "completions/_bptt-repl": zsh(tables),
        "completions/bptt-repl.bash": bash(tables),
        "completions/bptt-repl.fish": fish(tables),
        "doc/bptt-repl.1": man(tables),
        "doc/cells.texi": texi_cells(),
        "doc/commands.texi": texi_commands(tables),
        "doc/functions.texi": texi_table(tables.functions, "function"),
        "doc/grammar.texi": texi_grammar(),
        "doc/keys.texi": texi_table(tables.keys, None),
        "doc/lessons.texi": texi_markdown("doc/lessons.md"),
        "doc/options.texi": texi_options(tables),
        "doc/settings.texi": texi_table(tables.settings, "setting"),
        "doc/views.texi": texi_table(tables.views, "view"),
    }
    for name, text in made.items():
        path = os.path.join(target, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text.rstrip("\n") + "\n")


main()
