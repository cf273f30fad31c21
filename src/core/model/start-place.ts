// What programs outside of a sandbox obey by themselves when a folder is opened, entered or looked at: hooks and settings of git,
// tasks of editors, servers, commands and standing orders of assistants, start files of shells. Who may write a folder of work may not write these
// with it: what stands there would be started without a sandbox. They are granted by their own paths.

/** In small letters: some file systems do not tell letters by their case. */
const NAMES: ReadonlySet<string> = new Set(
  [
    // A `.git` names, in files that git follows by itself, which programs `git status` starts; a mere prompt asks for that.
    '.git .hg .gitconfig .gitmodules .husky .githooks .pre-commit-config.yaml lefthook.yml',
    '.vscode .idea .devcontainer .devcontainer.json .zed .fleet .vs',
    '.mcp.json .cursor .claude .codex .gemini .windsurf .roo .kilocode .kilo kilo.json kilo.jsonc .continue .kiro .junie .ai .air',
    '.trae .qwen .amazonq .opencode opencode.json opencode.jsonc .crush.json crush.json .amp .warp .factory .vibe .grok librechat.yaml',
    // What assistants take for the orders of their user.
    'claude.md claude.local.md agents.md agents.override.md gemini.md qwen.md crush.md warp.md copilot-instructions.md .rules .cursorrules',
    '.clinerules .windsurfrules .roorules .goosehints .augment .augment-guidelines .openhands .aider.conf.yml',
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
