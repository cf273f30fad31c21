// What is wrong with a file of YAML, in our words: those of its reader may repeat what stands in the file.

/** `code`: as the package `yaml` names its errors and warnings. */
export const yamlFault = (code: string): string => YAML_WHY.get(code) ?? code

const YAML_WHY: ReadonlyMap<string, string> = new Map([
  ['MISSING_CHAR', 'a colon, a quote or a bracket is missing'],
  ['BAD_INDENT', 'it does not stand below the line that it belongs to'],
  ['TAB_AS_INDENT', 'a tab stands where blanks have to stand'],
  ['DUPLICATE_KEY', 'the same key stands there twice'],
  ['UNEXPECTED_TOKEN', 'something stands there that does not belong to it'],
  ['MULTIPLE_DOCS', 'a second document begins'],
  ['TAG_RESOLVE_FAILED', 'a tag stands there'],
  ['RESOURCE_EXHAUSTION', 'it is nested too deeply'],
])
