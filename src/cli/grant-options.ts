// The options that give power: the same words wherever grants are read. Parsed by flows/grants.
import type { Option } from './command.ts'

export const GRANT_OPTIONS: readonly Option[] = [
  { flags: '--read <path>', summary: 'Let it read this file or folder', repeatable: true },
  { flags: '--write <path>', summary: 'Let it read and change this file or folder', repeatable: true },
  { flags: '--exec <path>', summary: 'Let it start this program, or programs of this folder', repeatable: true },
  {
    flags: '--net <host:port>',
    summary: 'Let it reach this host by TLS; HOST:PORT/http[:METHODS[:PATH]] or HOST:PORT/tcp for others',
    repeatable: true,
  },
  { flags: '--env <name[=value]>', summary: 'Let it see this variable', repeatable: true },
  {
    flags: '--secret <name[=ref]>',
    summary:
      'Let it see this secret; REF is store:NAME (of `sallyport secrets`), env:NAME, file:PATH or `cmd:/PROGRAM WORD…` which prints it, and the value is never stored or logged. `{secret:NAME}` in an argument of the command stands for it',
    repeatable: true,
  },
  {
    flags: '--pass <kind>',
    summary:
      'Let its answers show the model `secrets`, `personal` numbers of cards and people, or `controls` that nobody sees, which are taken out otherwise',
    repeatable: true,
  },
  {
    flags: '--allow <kind>',
    summary:
      'Let it ask you through the client (`elicitation`), or the model after a person saw each question (`sampling`) or without that (`sampling-unseen`), or the client for the names of its folders (`roots`); refused otherwise',
    repeatable: true,
  },
  {
    flags: '--omit-nulls',
    summary:
      'Leave null out of its calls where an argument takes none and need not be there, as models of some clients write it; such a call is refused otherwise',
  },
  { flags: '--memory <bytes>', summary: 'Memory of all its processes together, such as 512M' },
  { flags: '--cpu <cores>', summary: 'Cores that it may keep busy, such as 0.5' },
  { flags: '--pids <count>', summary: 'Processes and threads at a time' },
  { flags: '--time <duration>', summary: 'Longest life of one run, such as 10m' },
  { flags: '--idle <duration>', summary: 'Longest time without a call, such as 30m' },
  { flags: '--output <bytes>', summary: 'What it may write to stdout and stderr in a minute' },
  { flags: '--open-files <count>', summary: 'Open files of each process' },
  { flags: '--file-size <bytes>', summary: 'The longest file that it may make' },
  {
    flags: '--changes <count>',
    summary: 'Files in granted folders that were there before and that it may change in 10 s',
  },
  {
    flags: '--calls <count/time>',
    summary: 'Calls of each tool that its client may make in a time, such as 5/10s',
  },
  { flags: '--concurrent <count>', summary: 'Calls that may wait for its answers at a time' },
  { flags: '--quota <count>', summary: 'Calls that its client may make in one run' },
  { flags: '--turn <count>', summary: 'Calls that its client may make in one turn, until it has rested' },
  {
    flags: '--all-calls <points/time>',
    summary: 'Points of all its calls together in a time, such as 100/1m; a read costs 1, a payment 10',
  },
  { flags: '--cost <class=points>', summary: 'Other points for what it does, such as execute=10,pay=50' },
  { flags: '--cwd <path>', summary: 'Start in this granted folder instead of the private home' },
]

/** What an approval holds back of that. A run trusted once has no name that anything could be granted to. */
export const HOLD_OPTIONS: readonly Option[] = [
  {
    flags: '--secrets-need-grant',
    summary: 'Start it with its secrets only while `sallyport grant NAME --secrets` holds, and end it with that',
  },
  {
    flags: '--only-granted <tool>',
    summary: 'Refuse this tool except while `sallyport grant NAME --tool TOOL` holds',
    repeatable: true,
  },
]

/** How a remote server has to show who it is. */
export const REACH_OPTIONS: readonly Option[] = [
  {
    flags: '--tls-key <digest>',
    summary:
      'Of a remote server: talk to it only where its key has this digest, such as sha256:HEX of its SubjectPublicKeyInfo',
    repeatable: true,
  },
  { flags: '--tls-ca <file>', summary: 'Of a remote server: only the authorities in this PEM file vouch for it' },
  {
    flags: '--oauth <issuer>',
    summary:
      'Of a remote server: get tokens for it from this issuer, by client credentials; with `--login`: from this issuer alone',
  },
  {
    flags: '--oauth-client <id>',
    summary:
      'Who the gateway is at that issuer; with `--login` also the address of a document about it. Left out there: it is registered',
  },
  { flags: '--oauth-secret <ref>', summary: 'Where the secret of that client comes from, as for `--secret`' },
  { flags: '--oauth-scope <scope>', summary: 'What the tokens are to be good for, and nothing else', repeatable: true },
  {
    flags: '--login <whose>',
    summary:
      'Of a remote server: a person logs in to it by `sallyport login NAME`; `own`: for you alone, `shared`: everybody who may use it here acts as you',
    choices: ['own', 'shared'],
  },
]
