// Variables that steer Sallyport itself where an entry of a client starts it: obeyed by Node, by the loader or by us before a line of ours
// is executed, by what finds our state, or by the command that prints a secret outside of every sandbox. The first entry that is started
// sets them for the process that guards all others.

const STEERS =
  /^(?:NODE_(?!ENV$|EXTRA_CA_CERTS$|NO_WARNINGS$)\w+|LD_\w+|DYLD_\w+|OPENSSL_\w+|GCONV_PATH|LOCPATH|SALLYPORT_\w*|HOME|XDG_(?:CONFIG|STATE|DATA)_HOME)$/i
/** Tuning that loads nothing. */
const TUNING = /^(?:\s*--(?:max-(?:old|semi)-space-size=\d+|no-warnings|no-deprecation|stack-trace-limit=\d+))*\s*$/

/** Where keychains are met, and where they ask for a passphrase: programs obey what is there. Each with where a person's own system has it. */
const KEYCHAINS: Readonly<Record<string, RegExp | null>> = {
  GNUPGHOME: null,
  PASSWORD_STORE_DIR: null,
  DISPLAY: /^(?:localhost|unix\/)?:\d+(?:\.\d+)?$/,
  WAYLAND_DISPLAY: /^wayland-\d+$/,
  XDG_RUNTIME_DIR: /^\/run\/user\/\d+\/?$/,
  DBUS_SESSION_BUS_ADDRESS: /^unix:path=\/run\/user\/\d+\/bus(?:,guid=[0-9a-f]+)?$/,
}

/** `isByPath`: we are started by a bare name, which is looked for by PATH. */
export function steersUs(name: string, value: string, isByPath: boolean): boolean {
  const upper = name.toUpperCase()
  if (upper === 'NODE_OPTIONS') return !TUNING.test(value)
  if (upper === 'PATH') return isByPath
  if (Object.hasOwn(KEYCHAINS, upper)) return KEYCHAINS[upper]?.test(value) !== true
  return STEERS.test(name)
}
