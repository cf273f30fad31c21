// What the rules reach on the open corpus, without the classifiers, and may not fall behind again. A figure that got better is to
// be written here. Harmless samples: at most so many. Malicious ones: at least so many. The number of rows is part of the floor.
import type { Surface } from '../../src/core/model/detection.ts'

export type Floor = {
  readonly set: string
  /** Of a tool description where nothing else is said. */
  readonly surface?: Surface
  readonly rows: number
  readonly block: number
  readonly flagged: number
}

/** `flagged` is block and review together. */
export const AT_MOST: readonly Floor[] = [
  { set: 'benign_docker_registry', rows: 753, block: 0, flagged: 1 },
  { set: 'benign_mcptoolbenchpp_tools', rows: 14, block: 0, flagged: 0 },
  { set: 'benign_misc_servers', rows: 758, block: 0, flagged: 3 },
  { set: 'benign_reference_servers', rows: 11, block: 0, flagged: 0 },
  { set: 'demo_vulnerable_servers', rows: 175, block: 0, flagged: 3 },
  { set: 'mcpproxy_corpora', rows: 49, block: 0, flagged: 8 },
  { set: 'twin_clean_tools', rows: 158, block: 0, flagged: 0 },
  { set: 'authensor_bench', surface: 'argument', rows: 7, block: 0, flagged: 0 },
  { set: 'benign_mcptoolbenchpp_calls', surface: 'argument', rows: 477, block: 0, flagged: 0 },
  { set: 'benign_tldr_commands', surface: 'argument', rows: 30757, block: 0, flagged: 68 },
  { set: 'defenseclaw_eval', surface: 'argument', rows: 40, block: 0, flagged: 0 },
  { set: 'defenseclaw_regex_toolcall', surface: 'argument', rows: 113, block: 0, flagged: 13 },
  { set: 'authensor_bench', surface: 'secret', rows: 15, block: 0, flagged: 0 },
  { set: 'defenseclaw_eval', surface: 'secret', rows: 40, block: 0, flagged: 0 },
  { set: 'detect_secrets_misc', surface: 'secret', rows: 3, block: 0, flagged: 0 },
  { set: 'gitleaks_fixtures', surface: 'secret', rows: 214, block: 0, flagged: 17 },
]

export const AT_LEAST: readonly Floor[] = [
  { set: 'demo_vulnerable_servers', rows: 28, block: 19, flagged: 28 },
  { set: 'mcp_safetybench', rows: 159, block: 92, flagged: 141 },
  { set: 'mcpproxy_corpora', rows: 51, block: 28, flagged: 47 },
  { set: 'authensor_bench', surface: 'secret', rows: 48, block: 0, flagged: 17 },
  { set: 'defenseclaw_eval', surface: 'secret', rows: 117, block: 0, flagged: 56 },
  { set: 'defenseclaw_regex_toolcall', surface: 'secret', rows: 17, block: 0, flagged: 13 },
  { set: 'detect_secrets_misc', surface: 'secret', rows: 8, block: 0, flagged: 3 },
  { set: 'gitleaks_fixtures', surface: 'secret', rows: 36, block: 0, flagged: 32 },
]

/** Rows of payload lists that are attacks by their syntax (attack.ts), and how many of them are flagged. */
export type PayloadFloor = { readonly set: string; readonly attacks: number; readonly found: number }

/** Of such rows every set must reach this share, whatever it reached before. */
export const SYNTAX = 0.98

export const PAYLOADS: readonly PayloadFloor[] = [
  { set: 'authensor_bench', attacks: 20, found: 20 },
  { set: 'defenseclaw_eval', attacks: 39, found: 39 },
  { set: 'defenseclaw_regex_toolcall', attacks: 24, found: 24 },
  { set: 'fuzzdb_payloads', attacks: 1526, found: 1506 },
  { set: 'garak_payloads', attacks: 21, found: 21 },
  { set: 'patt_payloads', attacks: 21860, found: 21847 },
  { set: 'payloadbox', attacks: 1867, found: 1855 },
]

/** Poisoned tools that get a graver answer than their clean twin. */
export const APART = { pairs: 93, apart: 93 }

/** Shares of harmless texts by kind, as an average of sets. */
export const KINDS: readonly { readonly name: string; readonly block: number; readonly review: number }[] = [
  { name: 'real tool descriptions', block: 0.001, review: 0.01 },
  { name: 'live outputs', block: 0, review: 0.005 },
  { name: 'documents and agent instructions', block: 0, review: 0.03 },
  { name: 'security documents', block: 0, review: 0.06 },
]

/**
 * Shares of malicious tool descriptions that text can show (unshown.ts): flagged as an average of sets, and in the worst of them;
 * of those that are flagged, blocked.
 */
export const POISONED = { flagged: 0.95, worst: 0.85, blocked: 0.5 }

/**
 * Secrets with a known issuer (secret-rows.ts): so many of them are found, and of the harmless rows of the same sets at most such
 * a share is flagged, without those that only somebody who knows the issuer can tell.
 */
export const SECRETS = { known: 44, negatives: 0.02 }
