// The bounds of what is hidden and kept of secrets; part of the table in bounds.ts.

export const SECRET_BOUNDS = {
  'hidden-secret-chars': {
    value: 4,
    unit: 'count',
    owner: 'core/evidence',
    atLimit: 'A shorter secret cannot be told from ordinary words and is not replaced in the log.',
  },
  'kept-secrets': {
    value: 1_000,
    unit: 'count',
    owner: 'core/session',
    atLimit: 'Further secrets of the same conversation are replaced like the others and cannot be put back.',
  },
  'kept-secret-chars': { value: 1024 ** 2, unit: 'count', owner: 'core/session', atLimit: 'As for kept-secrets.' },
} as const
