// What each option of `podman run` and `docker run` means to us. Nothing of it is handed on but what is `kept`: power comes
// from grants alone, and an option that is not known to be harmless is refused.

/** flag: no value. kept: handed on. ours: Sallyport sets this itself. mount: what a person may want to grant. */
export type Meaning =
  | { readonly takes: 'flag' | 'value'; readonly as: 'kept' | 'ours' | 'mount' }
  | { readonly takes: 'value'; readonly as: 'only'; readonly values: RegExp; readonly why: string }
  | { readonly as: 'refused'; readonly why: string }

const flag = (as: 'kept' | 'ours'): Meaning => ({ takes: 'flag', as })
const value = (as: 'kept' | 'ours' | 'mount'): Meaning => ({ takes: 'value', as })
const only = (values: RegExp, why: string): Meaning => ({ takes: 'value', as: 'only', values, why })
const refused = (why: string): Meaning => ({ as: 'refused', why })

const NAMESPACE = 'would share a part of this machine with the container'
const POWER = 'would give the container power over this machine'
const UNKNOWN_FILE = 'reads a file that nobody approved; name the variables with --env'
const NETWORK = 'is no network that a container has here; what it may reach is granted with --net of `approve`'
const PROTOCOL = 'breaks the line to the client, on which only the protocol is spoken'

export const LONG: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({
    interactive: flag('ours'),
    rm: flag('ours'),
    'read-only': flag('ours'),
    quiet: flag('ours'),
    'no-healthcheck': flag('ours'),
    init: flag('kept'),
    env: value('kept'),
    entrypoint: value('kept'),
    workdir: value('kept'),
    volume: value('mount'),
    mount: value('mount'),
    name: value('ours'),
    hostname: value('ours'),
    label: value('ours'),
    'stop-signal': value('ours'),
    'stop-timeout': value('ours'),
    'log-driver': value('ours'),
    'log-opt': value('ours'),
    memory: value('ours'),
    'memory-swap': value('ours'),
    'memory-reservation': value('ours'),
    cpus: value('ours'),
    'pids-limit': value('ours'),
    'shm-size': value('ours'),
    'cap-drop': value('ours'),
    network: only(/^none$/, NETWORK),
    net: only(/^none$/, NETWORK),
    restart: only(/^no$/, 'starts it again behind the back of the guard'),
    pull: only(/^(?:never|missing)$/, 'takes whatever the registry has today; what was approved is what runs'),
    'security-opt': only(/^no-new-privileges(?:[=:]true)?$/, POWER),
    user: only(/^(?!0+(?::|$))(?!root(?::|$)).+$/, 'servers never run as root'),
    'env-file': refused(UNKNOWN_FILE),
    tty: refused(PROTOCOL),
    detach: refused('takes the server away from its client'),
    privileged: refused(POWER),
    'cap-add': refused(POWER),
    device: refused(POWER),
    gpus: refused(POWER),
    'group-add': refused(POWER),
    'volumes-from': refused('shows the files of another container'),
    publish: refused('opens a port of this machine'),
    'publish-all': refused('opens ports of this machine'),
    'add-host': refused('gives a host an address by itself; `--net HOST:PORT@ADDRESS` of `approve` grants that'),
    pid: refused(NAMESPACE),
    ipc: refused(NAMESPACE),
    uts: refused(NAMESPACE),
    userns: refused(NAMESPACE),
    cgroupns: refused(NAMESPACE),
  } satisfies Record<string, Meaning>),
)

export const SHORT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    i: 'interactive',
    t: 'tty',
    d: 'detach',
    q: 'quiet',
    e: 'env',
    v: 'volume',
    w: 'workdir',
    u: 'user',
    h: 'hostname',
    l: 'label',
    m: 'memory',
    p: 'publish',
    P: 'publish-all',
  }),
)
