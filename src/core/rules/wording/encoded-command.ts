// What a command looks like that somebody wrote down in an encoding: it loads and runs, opens a shell, or destroys.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

export const ENCODED_COMMAND: readonly Phrase[] = [
  phrase(
    ['curl ', 'wget ', 'fetch '],
    /\b(?:curl|wget|fetch) [^|]{1,300}\| ?(?:sudo )?(?:\/bin\/)?(?:ba|z|da|k)?sh\b/g,
  ),
  phrase(['curl ', 'wget '], /\b(?:curl|wget) (?:-[\w-]{1,20} ){0,6}['"]?https?:\/\//g),
  phrase(['/bin/', 'bash -'], /\/bin\/(?:ba|z|da)?sh\b|\bbash -[ic]\b/g),
  phrase(['/dev/tcp/', '/dev/udp/'], /\/dev\/(?:tcp|udp)\//g),
  phrase(['chmod ', 'rm -'], /\bchmod (?:\+x|[0-7]{3}) |\brm -(?:rf?|fr) [~/.]/g),
  phrase(['powershell', 'iex', 'invoke-'], /\bpowershell(?:\.exe)? -|\b(?:iex|invoke-expression|invoke-webrequest)\b/g),
  phrase(
    ['os.system', 'subprocess', 'child_process'],
    /\bos\.system\(|\bsubprocess\.(?:run|call|popen|check_output)\(|\bchild_process\b/g,
  ),
]
