import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { variablesOf, type Variable } from './environment.ts'
import { launches, seen, sets } from './place.ts'

const LOADERS =
  /^(?:LD_(?:PRELOAD|AUDIT|DEBUG_OUTPUT)|DYLD_(?:INSERT_LIBRARIES|FRAMEWORK_PATH)|BASH_ENV|ENV|ZDOTDIR|PROMPT_COMMAND|PS4|PYTHONSTARTUP|PYTHONHOME|PYTHONINSPECT|PYTHONBREAKPOINT|PYTHONUSERBASE|PYTHONEXECUTABLE|PYTHONPLATLIBDIR|PYTHONWARNINGS|PERL5OPT|PERL5DB|RUBYOPT|PHP_INI_SCAN_DIR|PHPRC|_?JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|GIT_SSH_COMMAND|GIT_SSH|GIT_EXTERNAL_DIFF|GIT_PROXY_COMMAND|SSH_ASKPASS|NODE_REPL_EXTERNAL_MODULE|ELECTRON_RUN_AS_NODE|DOTNET_STARTUP_HOOKS|CORECLR_PROFILER|COR_PROFILER|BUN_OPTIONS|DENO_V8_FLAGS|GCONV_PATH|LUA_INIT(?:_\d_\d)?|BASH_FUNC_.*|npm_config_(?:script_shell|node_options|git|ignore_scripts))$/i
const CODE_OPTION =
  /(?:^|\s)["']?(?:-r|--require|--import|--loader|--experimental-loader|--inspect(?:-brk|-port|-wait)?|--eval|-e|-p|--print|--openssl-config|--icu-data-dir|--env-file|--experimental-config-file)(?:[=\s"']|$)/

export const loaderVariable: Rule<LaunchEntry> = {
  id: 'loader-variable',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'A variable makes another program load code into the server before it starts',
  fix: 'Remove the variable; what the server needs belongs into its own files, where it is pinned.',
  references: ['MCP05', 'SAFE-T1203', 'AML.T0081', 'CoSAI T6'],
  bad: () => [
    sets({ LD_PRELOAD: '/opt/hook.so' }),
    sets({ NODE_OPTIONS: '--max-old-space-size=512 --require /opt/hook.js' }),
    sets({ NODE_OPTIONS: '--import=data:text/javascript,run()' }),
    sets({ BASH_ENV: '/opt/hook.sh' }),
    sets({ PYTHONSTARTUP: '/opt/hook.py' }),
    sets({ PYTHONWARNINGS: 'all:0:antigravity.x:0:0' }),
    sets({ PERL5OPT: '-Mhook' }),
    sets({ JAVA_TOOL_OPTIONS: '-javaagent:/opt/hook.jar' }),
    sets({ DYLD_INSERT_LIBRARIES: '/opt/hook.dylib' }),
    launches('env', 'LD_PRELOAD=/opt/hook.so', 'node', 'server.js'),
    launches('docker', 'run', '-e', 'NODE_OPTIONS=-r /opt/hook.js', 'mcp/server:1.2.3'),
    launches('sh', '-c', 'NODE_OPTIONS="--require /opt/hook.js" node server.js'),
  ],
  good: () => [
    sets({ NODE_OPTIONS: '--max-old-space-size=4096 --no-warnings', NODE_ENV: 'production' }),
    sets({ PYTHONUNBUFFERED: '1', PYTHONPATH: '/srv/server', PYTHONWARNINGS: 'ignore' }),
    launches('env', 'DEBUG=1', 'node', 'server.js'),
  ],
  *check(entry) {
    for (const variable of variablesOf(entry)) {
      if (loads(variable)) yield seen(entry, variable.where, `${variable.name}=${variable.value}`)
    }
  },
}

/** A variable that loads code is this rule's alone; softer rules leave it out. */
export function loads({ name, value }: Variable): boolean {
  if (value === '') return false
  if (name === 'NODE_OPTIONS') return CODE_OPTION.test(value)
  // Only a category with a dot makes Python import a module.
  if (name === 'PYTHONWARNINGS') return value.includes('.')
  return LOADERS.test(name) && !(name === 'ENV' && !/[/$`]/.test(value))
}
