// What the rules reach on the open corpus, and may not fall behind again. A figure that got better is to be written here.
// Harmless samples: at most so many. Malicious ones: at least so many. The number of rows is part of the floor.

export type Floor = { readonly set: string; readonly rows: number; readonly block: number; readonly flagged: number }

/** `flagged` is block and review together. */
export const AT_MOST: readonly Floor[] = [
  { set: 'benign_docker_registry', rows: 753, block: 0, flagged: 0 },
  { set: 'benign_mcptoolbenchpp_tools', rows: 14, block: 0, flagged: 0 },
  { set: 'benign_misc_servers', rows: 758, block: 0, flagged: 24 },
  { set: 'benign_reference_servers', rows: 11, block: 0, flagged: 0 },
  { set: 'demo_vulnerable_servers', rows: 175, block: 0, flagged: 7 },
  { set: 'mcpproxy_corpora', rows: 49, block: 0, flagged: 8 },
  { set: 'twin_clean_tools', rows: 158, block: 0, flagged: 0 },
]

export const AT_LEAST: readonly Floor[] = [
  { set: 'demo_vulnerable_servers', rows: 28, block: 7, flagged: 21 },
  { set: 'mcp_safetybench', rows: 159, block: 0, flagged: 19 },
  { set: 'mcpproxy_corpora', rows: 51, block: 9, flagged: 39 },
]

/** Poisoned tools that get a graver answer than their clean twin. */
export const APART = { pairs: 93, apart: 17 }

/** Shares of real tool descriptions, as an average of sets. */
export const REAL_TOOLS = { block: 0.001, review: 0.01 }
