# bash completion for bptt-repl                                -*- shell-script -*-
# Made by doc/generate.py from the program's own tables: make tables.

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
		grad) options='--load= --out= --cell= --dialect= --layout= --mean= --all --truncate=' ;;
		diagnose) options='--values= --hint= --json --load= --cell= --dialect= --truncate=' ;;
		grade) options='--jobs= --json --csv --cluster --notes= --load= --cell= --dialect= --truncate=' ;;
		export) options='--html= --program= --cast= --size= --pace= --help' ;;
		replay) options='' ;;
		results) options='' ;;
		*) options='--execute= --no-init --json --plain --color= --present --notes= --class= --leave-screen --lang= --check --bless --new --help --version' ;;
		esac
		COMPREPLY=($(compgen -W "$options" -- "$cur"))
		[[ ${COMPREPLY-} == *= ]] && compopt -o nospace
		return
	fi
	case $verb in
	'') COMPREPLY=($(compgen -W 'lesson lessons run bench grad diagnose grade export replay results' -- "$cur")) ;;
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
