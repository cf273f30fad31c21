// The bounds of what is compared and followed while a call is decided; part of the table in bounds.ts.

export const POLICY_BOUNDS = {
  'argument-steps': {
    value: 200_000,
    unit: 'count',
    owner: 'core/schema',
    atLimit: 'Whether the value fits its schema is unanswered.',
  },
  'argument-depth': { value: 128, unit: 'levels', owner: 'core/schema', atLimit: 'As for argument-steps.' },
  'argument-problems': {
    value: 10,
    unit: 'count',
    owner: 'core/schema',
    atLimit: 'Further places where a value differs from its schema are not listed.',
  },
} as const
