// The bounds of what rules look at; part of the table in bounds.ts.

// Real schemas stay far below: the largest of some thirteen hundred had 239 values, 12 levels and 166 choices.
const atLimit = 'The finding `schema-too-much` says so, and no rule looks into this schema.'

export const RULE_BOUNDS = {
  'rule-findings': {
    value: 50,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'Further places that the same rule saw are not listed; the last one listed says so.',
  },
  'launch-commands': {
    value: 1_000,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The rules that look at commands are unanswered for that launch.',
  },
  'schema-values': { value: 10_000, unit: 'count', owner: 'core/rules', atLimit },
  'catalogue-schema-values': { value: 20_000, unit: 'count', owner: 'core/rules', atLimit },
  'schema-depth': { value: 64, unit: 'levels', owner: 'core/rules', atLimit },
  'schema-chars': { value: 512 * 1024, unit: 'count', owner: 'core/rules', atLimit },
  'schema-choices': {
    value: 2_000,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The finding `schema-too-much` says how many values one list of a schema has.',
  },
  'schema-unfolded': {
    value: 100_000,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The finding `schema-too-much` says that its parts multiply: checking a value against it may not end.',
  },
  'schema-pattern-chars': {
    value: 1_000,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'The pattern is not judged, and the finding `schema-evil-pattern` says so.',
  },
  'schema-pattern-steps': {
    value: 50_000,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'As for schema-pattern-chars.',
  },
  'rule-files': { value: 100, unit: 'count', owner: 'core/rules/user', atLimit: 'As for rule-file-chars.' },
  'rule-file-chars': {
    value: 128 * 1024,
    unit: 'count',
    owner: 'core/rules/user',
    atLimit: "A person's own rules are refused with file, line and column; nothing of them is used.",
  },
  'user-rules': { value: 200, unit: 'count', owner: 'core/rules/user', atLimit: 'As for rule-file-chars.' },
  'rule-pattern-chars': { value: 1_000, unit: 'count', owner: 'core/rules/user', atLimit: 'As for rule-file-chars.' },
  'rule-example-chars': { value: 4_000, unit: 'count', owner: 'core/rules/user', atLimit: 'As for rule-file-chars.' },
  suppressions: { value: 500, unit: 'count', owner: 'core/rules/user', atLimit: 'As for rule-file-chars.' },
  'judged-here-bytes': {
    value: 64 * 1024,
    unit: 'bytes',
    owner: 'flows/judging',
    atLimit: 'A larger message is judged in a thread of its own, while all others go on.',
  },
  'judge-start-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'flows/judging',
    atLimit: 'As for judge-ms.',
  },
  'judge-ms': {
    value: 5_000,
    unit: 'ms',
    owner: 'flows/judging',
    atLimit: 'The check of that message is unanswered and the message withheld; the thread is replaced.',
  },
  'judge-idle-ms': {
    value: 20_000,
    unit: 'ms',
    owner: 'flows/judging',
    atLimit: 'The thread ends, and the next large message waits until another one has started.',
  },
  'judge-waiting': {
    value: 64,
    unit: 'count',
    owner: 'flows/judging',
    atLimit: 'As for judge-ms; no thread is replaced.',
  },
  'judge-bytes': { value: 512 * 1024 ** 2, unit: 'bytes', owner: 'flows/judging', atLimit: 'As for judge-ms.' },
  'media-texts': {
    value: 64,
    unit: 'count',
    owner: 'core/text/media',
    atLimit: 'Further words of a picture or sound are not read; the finding `unscanned-media` says so.',
  },
  'media-text-chars': { value: 65_536, unit: 'count', owner: 'core/text/media', atLimit: 'As for media-texts.' },
  'catalogue-texts': {
    value: 15_000,
    unit: 'count',
    owner: 'core/rules',
    atLimit: 'What a server says beyond is not read; the check of its catalogue is unanswered.',
  },
} as const
