// The bounds of tokens and of the issuer that they come from; part of those in bounds/door.ts.

export const IDENTITY_BOUNDS = {
  'identity-token-chars': {
    value: 8_192,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'The token is refused with 401 before any of it is read.',
  },
  'identity-value-chars': {
    value: 256,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'A token whose subject, key id or group is longer is refused with 401, and a proof whose `jti` is.',
  },
  'identity-groups': {
    value: 200,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'A token with more groups is refused with 401; none is left out.',
  },
  'identity-leeway-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'core/identity',
    atLimit: 'A token that is over, or that begins later, by more than clocks may differ is refused with 401.',
  },
  'identity-token-ms': {
    value: 86_400_000,
    unit: 'ms',
    owner: 'core/identity',
    atLimit: 'A token that would still be good after so long is refused with 401: a stolen one must not last.',
  },
  'proof-chars': {
    value: 4_096,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'The proof of a key (DPoP) is refused with 401 before any of it is read.',
  },
  'proof-window-ms': {
    value: 5 * 60_000,
    unit: 'ms',
    owner: 'core/identity',
    atLimit: 'A proof that was made longer ago, or that much later than now, is refused with 401.',
  },
  'proof-nonce-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'core/identity',
    atLimit:
      'Another nonce is handed out; the one before counts for as long again, and then gets 401 `use_dpop_nonce`.',
  },
  'proofs-seen': {
    value: 131_072,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'A request with one more proof is refused with 503: none is forgotten while it could be used again.',
  },
  'proofs-seen-user': {
    value: 32_768,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'The same for one user, who takes no room from the others.',
  },
  'identity-revoked': {
    value: 100_000,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'A list of certificates that were taken back with more of them is refused; the one before stays.',
  },
  'identity-file-bytes': {
    value: 8 * 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/serving',
    atLimit: 'A file that `tls` names is refused; what was read before stays.',
  },
  'identity-keys': {
    value: 100,
    unit: 'count',
    owner: 'core/identity',
    atLimit: 'The keys of the issuer are refused as a whole, and those fetched before stay.',
  },
  'identity-document-bytes': {
    value: 256 * 1024,
    unit: 'bytes',
    owner: 'io/identity',
    atLimit: 'The document of the issuer is refused, and the keys fetched before stay.',
  },
  'identity-fetch-ms': {
    value: 5_000,
    unit: 'ms',
    owner: 'io/identity',
    atLimit: 'An issuer that has not answered by then counts as not reachable.',
  },
  'login-wait-ms': {
    value: 10 * 60_000,
    unit: 'ms',
    owner: 'io/identity',
    atLimit: 'A login whose browser has not come back by then is over, and its `state` with it.',
  },
  'login-callback-bytes': {
    value: 16 * 1024,
    unit: 'bytes',
    owner: 'io/identity',
    atLimit: 'A longer answer to a login is refused with 431 and does not count.',
  },
  'login-renew-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'flows/login',
    atLimit:
      'A token that is refused so soon after one was renewed for that is not renewed again, and an issuer that failed is not asked again.',
  },
  'identity-refetch-ms': {
    value: 5 * 60_000,
    unit: 'ms',
    owner: 'io/identity',
    atLimit: 'Older keys are fetched anew beside the requests, which do not wait for it.',
  },
  'identity-keys-ms': {
    value: 60 * 60_000,
    unit: 'ms',
    owner: 'io/identity',
    atLimit:
      'Keys that could not be fetched anew for so long are not used any more: every request is refused with 503.',
  },
  'identity-retry-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/identity',
    atLimit: 'For a key that nobody knows, or after a fetch that failed, the issuer is asked again only after so long.',
  },
} as const
