/** ask: a typed answer on the terminal. allow: without asking. deny: never. */
export type Consent = 'ask' | 'allow' | 'deny'
