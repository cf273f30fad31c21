// Commands of a shell inside words that are meant for a model.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const SHELL = ['sudo ', 'rm -', 'curl ', 'wget ', 'chmod ', 'bash', 'sh -c', '| sh', '|sh', 'powershell', 'export ']
const MORE = ['echo ', 'cat ', 'nc ', 'python -c', 'python3 -c', 'eval ']
const STARTUP = [
  '.bashrc',
  '.zshrc',
  '.bash_profile',
  '.profile',
  'authorized_keys',
  'crontab',
  '/etc/hosts',
  '/etc/cron',
]

export const COMMAND: readonly Phrase[] = [
  phrase(
    [...SHELL, ...MORE],
    /\b(?:execut(?:e|ing)|run(?:ning)?|type|issue|enter|perform|paste|launch)\b[^.]{0,60}?(?:\bcommands?\b|\bscripts?\b|\bcheck\b|:)[^.]{0,60}?(?:\bsudo |\brm -|\bcurl |\bwget |\bchmod |\bbash\b|\bsh -c|\| ?sh\b|\bpowershell|\bexport \w|\becho |\bcat |\bnc |\bpython3? -c|\beval )/g,
  ),
  phrase(
    ['sudo ', 'rm -', 'chmod +x', 'chmod 777', 'curl -', 'wget -', 'mkfifo', '/dev/tcp/', 'base64 -d'],
    /\b(?:sudo \w|rm -rf?\b|chmod (?:\+x|777)|curl -\w|wget -\w|mkfifo|base64 -d)|\/dev\/tcp\//g,
  ),
  phrase(
    ['> ~', '>~', '> $home', '> /etc', '> /root', '> /home', '>/etc'],
    />>? ?(?:~|\$home|\/etc|\/root|\/home)\/[\w./-]{1,80}/g,
  ),
  phrase(
    [...STARTUP, '/etc/sudoers', '.git/hooks', 'launchagents'],
    /(?<![\w/])(?:~\/|\$home\/)?\.(?:bashrc|zshrc|bash_profile|profile|git\/hooks)\b|\bauthorized_keys\b|\bcrontab\b|\/etc\/(?:hosts|sudoers|cron)|\blaunchagents\b/g,
  ),
  phrase(
    ['contents of', 'contents from', 'contents in', 'content of', 'files in', 'files from', 'files of'],
    /\b(?:remov(?:e|ing)|delet(?:e|ing)|clear(?:ing)?|wip(?:e|ing)|eras(?:e|ing)) (?:all )?(?:the )?(?:contents?|files?) (?:from|of|in) (?:the )?(?:~|\/\w)/g,
  ),
]
