// What programs outside of a sandbox obey by themselves when a folder is opened, entered or looked at: hooks and settings of git,
// tasks of editors, servers and commands of assistants, start files of shells. Who may write a folder of work may not write these
// with it: what stands there would be started without a sandbox. They are granted by their own paths.

/** In small letters: some file systems do not tell letters by their case. */
const NAMES: ReadonlySet<string> = new Set(
  [
    // A `.git` names, in files that git follows by itself, which programs `git status` starts; a mere prompt asks for that.
    '.git .hg .gitconfig .gitmodules .husky .githooks .pre-commit-config.yaml lefthook.yml',
    '.vscode .idea .devcontainer .devcontainer.json .zed .fleet .vs',
    '.mcp.json .cursor .claude .codex .gemini .windsurf .roo .kilocode .kilo kilo.json kilo.jsonc .continue .kiro .junie .ai .air',
    '.trae .qwen .amazonq .opencode opencode.json opencode.jsonc .crush.json crush.json .amp .warp .factory .vibe .grok librechat.yaml',
    '.envrc .direnv .mise.toml mise.toml .mise .npmrc .yarnrc .yarnrc.yml .yarn .pnpmfile.cjs .pnp.cjs .cargo .mvn .bazelrc',
    '.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .zlogout .inputrc',
    '.xprofile .xinitrc .xsession .xsessionrc .pam_environment .vimrc .exrc .nvimrc .nvim.lua .dir-locals.el .emacs .emacs.d',
    '.gdbinit .lldbinit .tmux.conf .screenrc .ssh .gnupg',
  ].flatMap((line) => line.split(' ')),
)
const ENDINGS = ['.code-workspace'] as const

export const isStartPlace = (name: string): boolean => {
  const small = name.toLowerCase()
  return NAMES.has(small) || ENDINGS.some((ending) => small.endsWith(ending))
}

/** Real paths in folders that a server may write to, which it sees and may not change. */
export type StartPlaces = {
  readonly paths: readonly string[]
  /** False where a bound was reached: there are more, and those it may change. */
  readonly isWhole: boolean
}

/** For the log; null where there is nothing to tell. */
export function startPlacesProof(places: StartPlaces | undefined): string | null {
  if (places === undefined || (places.paths.length === 0 && places.isWhole)) return null
  const count = places.paths.length === 1 ? '1 place' : `${places.paths.length} places`
  const more = places.isWhole ? '' : '; there are more, which it may write to'
  return `cannot write to ${count} that programs outside obey${more}`
}
