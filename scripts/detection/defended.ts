// What the rules ask about on real servers, and why a person would accept to be asked. Everything else must stay unasked.

export type Defence = { readonly server: string; readonly rule: string; readonly at: string; readonly why: string }

export const DEFENDED: readonly Defence[] = [
  {
    server: 'everything',
    rule: 'annotation-mismatch',
    at: '/tools/trigger-long-running-operation/annotations/readOnlyHint',
    why: 'it is announced as a reader and called a trigger of an operation: a person should know which of both it is',
  },
]
