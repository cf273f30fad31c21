// What the last words of bwrap or setpriv mean when a sandbox never came up, and the exact way out.
import { FAILURES, type FailureCode } from '../model/failure.ts'
import { quote, untrusted } from '../model/untrusted.ts'

export type Diagnosis = { readonly code: FailureCode; readonly message: string; readonly fix: string }

const KNOWN: readonly {
  readonly words: RegExp
  readonly code: FailureCode
  readonly message: string
  readonly fix?: string
}[] = [
  {
    words: /Unknown option --(?:disable-userns|size|perms|args|json-status-fd)/,
    code: 'backend-outdated',
    message: 'The installed bubblewrap is too old to close all that must be closed',
  },
  {
    words:
      /setting up uid map: Permission denied|Failed RTM_NEWADDR|No permissions to create (?:a )?new namespace|Creating new namespace failed|user namespaces are not enabled/i,
    code: 'backend-forbidden',
    message: 'The kernel or a security module forbids user namespaces to bubblewrap, so no sandbox can be made',
  },
  {
    words: /(?:setresuid|setgroups|setresgid|set bounding|apply bounding) failed|activate capabilities/i,
    code: 'backend-forbidden',
    message: 'Root could not be given up before the sandbox',
    fix: 'Start Sallyport as an ordinary user.',
  },
  {
    words: /Can't (?:find source path|get type of source|create file|mkdir|chdir)/,
    code: 'grant-unusable',
    message: 'A path of this server is missing or cannot be shown inside the sandbox',
    fix: 'Check that each granted path and the program exist and can be reached, or leave the grant out.',
  },
  {
    words: /sallyport: no (?:route|listeners) for granted names/,
    code: 'confinement-unproven',
    message: 'The network in which granted hosts are reached could not be set up',
    fix: 'Check that `ip route` works here (package iproute2), or leave the --net grants out.',
  },
]

/** `stderr` was written before anything of the server ran: the words are those of our own tools. */
export function diagnose(stderr: string, code: number | null): Diagnosis {
  const said = stderr.trim() === '' ? `exit ${code ?? 'by signal'}` : quote(untrusted(stderr.trim()), 300)
  const known = KNOWN.find(({ words }) => words.test(stderr))
  if (known === undefined) {
    const message = `The sandbox did not come up (${said}). Nothing was started.`
    return { code: 'confinement-unproven', message, fix: FAILURES['confinement-unproven'].fix }
  }
  return {
    code: known.code,
    message: `${known.message} (${said}). Nothing was started.`,
    fix: known.fix ?? FAILURES[known.code].fix,
  }
}
