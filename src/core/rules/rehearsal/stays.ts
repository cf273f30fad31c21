import type { Rule } from '../rule.ts'
import { changed, changesIn, onceBy, opened, rehearsed, told, type RehearsalSubject } from './subject.ts'

/** What a change makes start again: at login, with a shell, at a commit. Below the home. */
const STARTS: readonly RegExp[] = [
  /^\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|xprofile|xinitrc)$/,
  /^\.config\/(?:autostart|systemd\/user|fish)\/./,
  /^\.local\/share\/systemd\/user\/./,
  /^\.ssh\/(?:authorized_keys|rc|config)$/,
  // Samples are laid there by every `git init` and do nothing.
  /(?:^|\/)\.git\/hooks\/(?!.*\.sample$)./,
  /^\.gitconfig$/,
  /^\.local\/bin\/./,
  /^Library\/LaunchAgents\/./,
]

export const stays: Rule<RehearsalSubject> = {
  id: 'stays',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It wrote where programs are started from at login, by a shell or at a commit',
  fix: 'Do not run it. If it ran unconfined, look at these files on that machine.',
  references: ['MCP04', 'SAFE-T1203'],
  bad: () =>
    ['.bashrc', '.config/autostart/a.desktop', 'project/.git/hooks/post-commit'].map((path) =>
      rehearsed({ deeds: [opened(path), changed(path)] }),
    ),
  good: () => [
    rehearsed({ deeds: [changed('project/notes/copy.txt')] }),
    rehearsed({ deeds: [changed('project/.git/hooks/pre-push.sample'), changed('project/.git/config')] }),
    rehearsed({ deeds: [opened('.bashrc')] }),
  ],
  *check({ deeds }) {
    const made = changesIn(deeds).filter(({ path }) => STARTS.some((form) => form.test(path)))
    for (const deed of onceBy(made, ({ path }) => path)) yield told(deed, `~/${deed.path}`)
  },
}
