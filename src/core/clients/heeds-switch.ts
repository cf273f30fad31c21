/** Clients that leave out an entry that is switched off. Of others that is not known, and some start it all the same. */
export const HEEDS_SWITCH: ReadonlySet<string> = new Set([
  ...['amazon-q', 'cline', 'cline-cli', 'codex', 'factory-droid', 'goose', 'grok', 'kilo-code', 'kiro', 'opencode'],
  ...['openhands', 'roo-code', 'vibe', 'windsurf', 'zed'],
])
