// Every way we can fail to do our job, and who can put it right. docs/troubleshooting.md and exit codes come from here.

export type Who = 'user' | 'peer' | 'host' | 'trust'

export const FAILURES = {
  'usage-invalid': { who: 'user', fix: 'Read `sallyport COMMAND --help` and correct the command line.' },
  'config-invalid': { who: 'user', fix: 'Correct the file and line named above; nothing was changed.' },
  'name-unknown': { who: 'user', fix: 'List the known names with `sallyport status`.' },
  'terminal-missing': {
    who: 'user',
    fix: 'Run the command yourself on a terminal, or set `yes: allow` in the config.yaml of a state folder made for automation.',
  },
  'target-unknown': {
    who: 'user',
    fix: 'Name an approved server, a config file, a folder, `npm:PACKAGE@VERSION`, `pypi:PACKAGE@VERSION`, `oci:NAME@sha256:DIGEST`, or a command after `--`.',
  },
  'approval-gone': { who: 'user', fix: 'See what waits with `sallyport approvals`, and let the call be made again.' },
  'grant-invalid': { who: 'user', fix: 'Correct the grant named above and repeat the command.' },
  'grant-unusable': {
    who: 'user',
    fix: 'Give the sandbox user access to the path named above, or leave the grant out.',
  },
  'secret-unknown': { who: 'user', fix: 'See what is there with `sallyport secrets list`.' },
  'secrets-locked': { who: 'user', fix: 'Run `sallyport secrets unlock` on a terminal, then start the server again.' },
  'passphrase-wrong': { who: 'user', fix: 'Repeat the command and type the passphrase of the store again.' },
  'frame-malformed': { who: 'peer', fix: 'Report this to the author of the program that sent it.' },
  'frame-oversize': {
    who: 'peer',
    fix: 'Ask for less at once, or report this to the author of the program that sent it.',
  },
  'server-silent': {
    who: 'peer',
    fix: 'See why it does not answer, confined, with `sallyport run --trust-once -- COMMAND`.',
  },
  'server-unreachable': { who: 'peer', fix: 'Check the address, the network and the server; then start it again.' },
  'server-untrusted': {
    who: 'peer',
    fix: 'Ask whoever runs the server what changed, and approve it again only when you know.',
  },
  'server-credentials': {
    who: 'user',
    fix: 'Give the gateway credentials of its own for it with `--secret Authorization=store:NAME` when you approve it, or `--login own` where a person logs in.',
  },
  'login-missing': { who: 'user', fix: 'Log in with `sallyport login NAME`, on a terminal.' },
  'login-refused': {
    who: 'peer',
    fix: 'Nothing was kept. Report it to whoever runs the server or its issuer; approve the issuer with `--oauth ISSUER` if you know it.',
  },
  'login-foreign': {
    who: 'trust',
    fix: 'The owner of the gateway can approve the server with `--login shared`: everybody then acts as the one who logged in.',
  },
  'server-exited': { who: 'peer', fix: 'Read the last lines of its stderr in `sallyport log query --server NAME`.' },
  'limit-reached': { who: 'peer', fix: 'Grant more with `sallyport approve NAME`, or report this to its author.' },
  'catalogue-unusable': { who: 'peer', fix: 'Report this to the author of the server.' },
  'method-missing': { who: 'peer', fix: 'Nothing to do: the server does not have this method.' },
  'package-refused': { who: 'peer', fix: 'Choose another version or package; nothing of it was executed.' },
  'download-refused': {
    who: 'peer',
    fix: 'Check the address: only https, public hosts and your own registries are asked, and only so much is fetched.',
  },
  'provenance-refused': {
    who: 'peer',
    fix: 'Do not use it: somebody vouches for other bytes than these. Tell whoever publishes it.',
  },
  'backend-missing': { who: 'host', fix: 'Run `sallyport doctor --fix`.' },
  'backend-outdated': { who: 'host', fix: 'Install bubblewrap 0.8.0 or newer: `sallyport doctor --fix`.' },
  'backend-forbidden': {
    who: 'host',
    fix: 'This machine forbids user namespaces to bubblewrap; `sallyport doctor --fix` shows the command that allows them.',
  },
  'backend-unsupported': { who: 'host', fix: 'Run Sallyport on Linux or inside WSL2.' },
  'confinement-unproven': {
    who: 'host',
    fix: 'Run `sallyport doctor` to see which part of the sandbox does not hold.',
  },
  'tool-missing': { who: 'host', fix: 'Run `sallyport doctor --fix`.' },
  'install-failed': {
    who: 'host',
    fix: 'Check the network and the registry setting of npm, pip or uv, then repeat the command.',
  },
  'registry-unreachable': {
    who: 'host',
    fix: 'Check the network, and the registry and proxy settings of npm (`npm config list`), pip (`pip config list`) or uv.',
  },
  'disk-failed': {
    who: 'host',
    fix: 'Free some space or correct the permissions of the path named above; nothing is half written.',
  },
  'state-unsafe': { who: 'host', fix: 'Correct the folder named above, or set SALLYPORT_HOME to a private folder.' },
  'gateway-unavailable': {
    who: 'host',
    fix: 'Run `sallyport gateway` in a terminal to see why it does not start, or set `runIn: itself` in config.yaml.',
  },
  'gateway-lost': {
    who: 'host',
    fix: 'Start the server again in the client. If it happens again, report it with the file gateway.log of the state folder.',
  },
  'listen-failed': {
    who: 'host',
    fix: 'Choose another port with `--listen HOST:PORT`, or end the program that listens there.',
  },
  'tls-unusable': {
    who: 'user',
    fix: 'Correct the file named above; `tls` in config.yaml says where it lies.',
  },
  'issuer-unusable': {
    who: 'host',
    fix: 'Check `identity` in config.yaml, the network, and that the issuer publishes its keys; it is asked again by itself.',
  },
  'record-failed': {
    who: 'host',
    fix: 'Free some space for the evidence log; no message passes while it cannot be written.',
  },
  'gateway-untrusted': {
    who: 'trust',
    fix: 'Find out what made the folder or socket named above, stop that, and remove the folder; the next start makes it anew.',
  },
  'lock-damaged': { who: 'trust', fix: 'Restore the lockfile from a backup, or approve the servers again.' },
  'lock-newer': { who: 'trust', fix: 'Upgrade Sallyport: this file was written by a newer version.' },
  'lock-rolled-back': {
    who: 'trust',
    fix: 'An older lockfile was put back. Restore the newest one, or approve again.',
  },
  'not-approved': { who: 'trust', fix: 'Look at it with `sallyport scan NAME`, then `sallyport approve NAME`.' },
  'second-missing': {
    who: 'trust',
    fix: 'A second person signs what `sallyport second ask NAME --out FILE` writes.',
  },
  'role-missing': {
    who: 'trust',
    fix: 'Somebody with that role signs what `sallyport second ask NAME --out FILE` writes.',
  },
  'tier-too-low': {
    who: 'trust',
    fix: 'Vet it with `sallyport vet TARGET --out FILE`, then `sallyport approve NAME --from-vet FILE`.',
  },
  'approval-expired': { who: 'trust', fix: 'Look again with `sallyport diff NAME`, then `sallyport approve NAME`.' },
  'pin-mismatch': { who: 'trust', fix: 'See what changed with `sallyport diff NAME`, then `sallyport approve NAME`.' },
  'policy-refused': { who: 'trust', fix: 'Read the statement with `sallyport policy explain ID`.' },
  'grant-needed': {
    who: 'trust',
    fix: 'Give it for a time with `sallyport grant NAME`, then start it again from the client.',
  },
  'grant-ended': {
    who: 'trust',
    fix: 'Give it anew with `sallyport grant NAME`, then start it again from the client.',
  },
  'approved-anew': {
    who: 'trust',
    fix: 'Ask again, or start it again from the client: it then runs as it is approved now.',
  },
  'profile-mismatch': {
    who: 'trust',
    fix: 'Use it with a profile of that label (`profile:` in config.yaml). If it is meant for this one, give it that label: `--env-label` of `approve`, and of `secrets allow`.',
  },
  quarantined: { who: 'trust', fix: 'Read why in `sallyport status`; `sallyport release NAME` lifts it.' },
  'baseline-damaged': {
    who: 'trust',
    fix: 'Find out what changed the file named above; `sallyport baseline reset NAME` then learns anew what is usual.',
  },
  'journal-damaged': {
    who: 'trust',
    fix: 'Move the file named above away. `sallyport unprotect` then restores what it can from the approvals, and says so.',
  },
  'secrets-damaged': {
    who: 'trust',
    fix: 'Restore the store of secrets from a backup, or move it away and set its secrets again with `sallyport secrets set`.',
  },
  'feed-refused': { who: 'trust', fix: 'Take the feed from whoever signs it, with its signature beside it.' },
  'advisories-damaged': {
    who: 'trust',
    fix: 'Import them again with `sallyport advisories import SOURCE`; what was there is replaced.',
  },
  'engine-broken': {
    who: 'trust',
    fix: 'Install Sallyport again: a file of its own package is missing or was changed.',
  },
  'evidence-damaged': { who: 'trust', fix: 'Keep the folder as it is and investigate with `sallyport log verify`.' },
  internal: { who: 'host', fix: 'Please report it, with SALLYPORT_DEBUG=1 set for the details.' },
} as const satisfies Record<string, { who: Who; fix: string }>

export type FailureCode = keyof typeof FAILURES

/** These say no to a server: a denial, exit code 1. Every other failure left the question open: exit code 2. */
const DENIALS: readonly FailureCode[] = [
  ...(['not-approved', 'second-missing', 'role-missing', 'tier-too-low', 'approval-expired', 'pin-mismatch'] as const),
  ...(['approved-anew', 'quarantined', 'login-foreign'] as const),
  ...(['policy-refused', 'grant-needed', 'grant-ended', 'profile-mismatch'] as const),
]
export const exitOf = (code: FailureCode): 1 | 2 => (DENIALS.includes(code) ? 1 : 2)

/** We could not do our job. Not for findings and not for denials: those are answers. The message is ours, never a peer's. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  /** The next step, when it can be said more exactly than the table does. */
  readonly fix: string
  /** Ids of the policy's statements, where it was one that refused. */
  readonly statements: readonly string[] | null

  constructor(
    code: FailureCode,
    message: string,
    options: ErrorOptions & { fix?: string; statements?: readonly string[] } = {},
  ) {
    super(message, options)
    this.code = code
    this.statements = options.statements ?? null
    this.fix = options.fix ?? FAILURES[code].fix
  }

  /** What happened and what to do, as sentences. */
  get words(): string {
    return `${this.message.replace(/\.$/, '')}. ${this.fix}`
  }
}

/** Whatever was thrown, as a failure. */
export const failureOf = (cause: unknown): Failure =>
  cause instanceof Failure ? cause : new Failure('internal', 'Sallyport met an error of its own', { cause })
