// A rule file as a person would write it; tests change a line of it.

export const RULE_FILE = `rules:
  - id: acme-project-names
    severity: medium
    confidence: high
    summary: A text names a project that is not public
    fix: Ask the owner of the project.
    references: [MCP10]
    where: [description, result]
    any:
      - project falcon
      - pattern: 'ACME-[0-9]{4}'
    none: [released]
    bad: ['See ACME-1234', 'PROJECT  falcon']
    good: ['See ACME', 'ACME-1234 is released']
allow:
  - rule: instruction-override
    server: notes
    item: import
    reason: it explains what to ignore
    until: 2027-03-01
`

/** The file with one part replaced, which has to be in it. */
export function changed(from: string, to: string, text = RULE_FILE): string {
  if (!text.includes(from)) throw new Error(`no ${from} in the rule file`)
  return text.replace(from, to)
}
