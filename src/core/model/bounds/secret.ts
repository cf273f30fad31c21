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
  'stored-secrets': {
    value: 500,
    unit: 'count',
    owner: 'io/secret',
    atLimit: 'A further secret is refused; the store stays as it is.',
  },
  'secret-store-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/secret',
    atLimit: 'A larger store is neither written nor read, and no server gets a secret from it.',
  },
  'unlocked-ms': {
    value: 7 * 86_400_000,
    unit: 'ms',
    owner: 'flows/gateway-process',
    atLimit: '`secrets unlock` refuses a longer time; after it the gateway process forgets the key.',
  },
  'kept-secret-chars': { value: 1024 ** 2, unit: 'count', owner: 'core/session', atLimit: 'As for kept-secrets.' },
} as const
