// The bounds of what is read out of one text, and of what parsers are asked; part of the table in bounds.ts.

export const VIEW_BOUNDS = {
  'view-count': { value: 64, unit: 'count', owner: 'core/text', atLimit: 'As for view-chars.' },
  'view-depth': { value: 6, unit: 'levels', owner: 'core/text', atLimit: 'As for view-chars.' },
  'view-chars': {
    value: 32_768,
    unit: 'count',
    owner: 'core/text',
    atLimit:
      'A text and what it hides are read up to this, or four times its length; `unread-encoding` says that there is more.',
  },
  'undo-value-chars': {
    value: 65_536,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'A longer value is read as it stands, without undoing codes such as `%41`.',
  },
  'judged-chars': {
    value: 2_097_152,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'Values of more characters, words for people aside, leave the rules that judge them unanswered.',
  },
  'undo-chars': {
    value: 524_288,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The rules that undo codes in the values of a message are unanswered for it.',
  },
  'sql-parse-chars': {
    value: 4_096,
    unit: 'count',
    owner: 'io/engine',
    atLimit: 'Longer SQL is judged by our own reading alone, which knows no dialect.',
  },
  'sql-scan-chars': {
    value: 131_072,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The rules that judge SQL are unanswered for that message.',
  },
  'shell-scan-chars': {
    value: 131_072,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The rules that judge commands are unanswered for that message.',
  },
  'shell-parse-chars': {
    value: 16_384,
    unit: 'count',
    owner: 'io/engine',
    atLimit: 'A longer script is judged by our own reading alone.',
  },
  'engine-parses': {
    value: 256,
    unit: 'count',
    owner: 'io/engine',
    atLimit: 'Beyond so many in one message the rules that ask the parsers are unanswered for it.',
  },
  'engine-parse-ms': {
    value: 500,
    unit: 'ms',
    owner: 'io/engine',
    atLimit: 'A parser that took longer does not count as one that answered: the rule is unanswered.',
  },
} as const
