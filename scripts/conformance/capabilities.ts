// All that the official suites need beyond an approval without grants, under the policy that comes by default (`balanced`, with no
// statement added). What stands here is given, is printed beside the results, and is all.

/** The fixture behind the gateway asks for words of a person and of a model, and for roots. */
const ASKS = ['--allow elicitation', '--allow sampling-unseen'] as const

export const CAPABILITIES = {
  /** Of roots it is told those that lie in a granted folder. */
  'a server that is started': [...ASKS, '--read FOLDER'],
  /** None can be granted to it: it is told the names of all. */
  'a server at an address': [...ASKS, '--allow roots'],
  /**
   * What the clients of the suite are tested by: a server asks by a form, one shows a schema that leads to another place, of which a
   * person was told, and one calls for null where its schema takes none.
   */
  'the servers of client scenarios': ['--allow elicitation', '--accept schema-remote-ref', '--omit-nulls'],
} as const

export const wordsOf = (needed: keyof typeof CAPABILITIES, folder = ''): readonly string[] =>
  CAPABILITIES[needed].flatMap((one) => one.replace('FOLDER', folder).split(' '))
