// Samples of the open corpus that text cannot show, by id. Set down before the rules are tuned further.
// They are counted in every figure; the page only says beside it what the figure is without them.

export type Unshown = {
  readonly what: string
  /** What has to stop it instead. */
  readonly layer: string
  readonly set: string
  readonly ids: readonly string[]
}

const numbered = (set: string, numbers: readonly number[]): string[] =>
  numbers.map((number) => `${set}-${String(number).padStart(5, '0')}`)

export const UNSHOWN: readonly Unshown[] = [
  {
    what: 'A description that orders nothing, of a tool that another server already has',
    layer: 'pin and collisions of names between servers (L3)',
    set: 'mcp_safetybench',
    ids: numbered(
      'mcp_safetybench',
      [12, 13, 15, 16, 50, 51, 52, 53, 54, 94, 95, 96, 97, 98, 138, 139, 140, 141, 142, 184, 185, 186, 187],
    ),
  },
  {
    what: 'A word of another tool, which only with the catalogues of other servers is a stranger to this one',
    layer: 'collisions and orders between servers, once both are known (L3)',
    set: 'mcpproxy_corpora',
    ids: numbered('mcpproxy_corpora', [12, 13, 14, 15]),
  },
  {
    what: 'An ordinary description under a boastful name',
    layer: 'a person who approves the server (L3)',
    set: 'mcp_safetybench',
    ids: numbered('mcp_safetybench', [58, 59, 146, 147]),
  },
]

/** Whole sets that are no measure of recall, for reasons that the corpus itself gives. */
export const STRESS_SETS: Readonly<Record<string, string>> = {
  asb_attack_goals: 'bare goals without words that override anything: policy and flow must stop them',
  tasktracker_triggers: 'half of it only asks for attention',
  cyberseceval_pi: 'its prompts are typed by a user, not text that came from a tool; its results do count',
  tensor_trust: 'attacks typed by the user of a game, not text that came from a tool',
}
