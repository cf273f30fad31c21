// A text that speaks to the model which reads it and orders something, in languages other than English.
import type { Phrase } from '../../text/match/phrase.ts'
import { type Part, spelled } from './abroad.ts'

/** `model`: names that hardly stand for anything but a model. `act`: orders, as one gives them. `rest`: the end of the name. */
type Spoken = { readonly model: Part; readonly rest?: string; readonly act: string }

const LANGUAGES: Readonly<Record<string, Spoken>> = {
  german: {
    model: [
      'ki-assistent',
      'ki-agent',
      'ki-modell',
      'sprachmodell',
      'lieber agent',
      'lieber assistent',
      'an die ki',
      'an den assistenten',
    ],
    act: 'genehmig|bestätig|lösche|schick|sende|leite|leitet|überweis|führe|führt|schalte|lies|ignorier|kopier|lade|veröffentlich|antworte|erwähn|müssen|sollen|soll|muss|erteile',
  },
  french: {
    model: [
      "l'assistant ia",
      "l'agent ia",
      'agents ia',
      'assistants ia',
      'modèle de langage',
      'modèles de langage',
      "l'assistant :",
      "à l'ia",
      'cher assistant',
      'cher agent',
    ],
    act: 'approuve|supprime|envoie|envoyez|transfère|transférez|exécute|exécutez|ignore|lis|copie|réponds|répondez|masque|valide|validez|désactive|doit|doivent|dois|veuillez',
  },
  spanish: {
    model: [
      'asistente de ia',
      'agente de ia',
      'agentes de ia',
      'modelo de lenguaje',
      'para el asistente',
      'al asistente',
      'querido asistente',
      'a la ia',
      'asistentes de ia',
    ],
    act: 'aprueba|apruebe|elimina|borra|envía|envíe|reenvía|ejecuta|ejecuten|ignora|lee|copia|transfiere|responde|desactiva|confirma|debe|deben|debes',
  },
  portuguese: {
    model: [
      'assistente de ia',
      'agente de ia',
      'agentes de ia',
      'modelo de linguagem',
      'ao assistente',
      'caro assistente',
      'assistentes de ia',
      'para a ia',
    ],
    act: 'aprove|apague|exclua|envie|encaminhe|execute|ignore|leia|copie|transfira|responda|desative|confirme|deve|devem',
  },
  italian: {
    model: [
      "l'assistente ia",
      "l'agente ia",
      'agenti ia',
      'assistenti ia',
      'modello linguistico',
      "per l'assistente",
      "all'assistente",
      'caro assistente',
      "all'ia",
    ],
    act: 'approva|elimina|cancella|invia|inoltra|esegui|ignora|leggi|copia|trasferisci|rispondi|disattiva|conferma|deve|devono|devi|non dire',
  },
  dutch: {
    model: ['ai-assistent', 'ai-agent', 'taalmodel', 'beste assistent', 'aan de assistent', 'voor de assistent'],
    act: 'keur|verwijder|stuur|voer|negeer|lees|kopieer|bevestig|schakel|moet|moeten|antwoord',
  },
  polish: {
    model: [
      'asystenta ai',
      'asystencie ai',
      'agenta ai',
      'agencie ai',
      'agenci ai',
      'model językowy',
      'asystenta:',
      'do asystenta',
      'drogi asystencie',
    ],
    act: 'zatwierdź|usuń|wyślij|prześlij|wykonaj|zignoruj|przeczytaj|skopiuj|potwierdź|wyłącz|musi|muszą|odpowiedz',
  },
  turkish: {
    model: ['yapay zeka asistan', 'yapay zekâ asistan', 'yapay zeka ajan', 'dil modeli', 'sevgili asistan'],
    act: 'onayla|sil|gönder|ilet|çalıştır|yok say|oku|kopyala|kapat|yanıtla',
  },
  russian: {
    model: [
      'ии-агент',
      'ии-ассистент',
      'ии-помощник',
      'языковая модель',
      'языковой модели',
      'для ассистента',
      'ассистенту',
      'нейросет',
    ],
    act: 'одобри|удали|отправь|перешли|выполни|игнорируй|прочитай|скопируй|подтверди|отключи|должен|должны|ответь|переведи',
  },
  chinese: {
    model: ['助手'],
    act: '批准|删除|发送|转发|执行|忽略|读取|复制|确认|关闭|必须|务必|转账|回复',
  },
  japanese: {
    model: ['アシ'],
    rest: 'スタント',
    act: '承認|削除|送信|転送|実行|無視|読み取|コピー|確認なし|無効|しなければ|返信',
  },
  korean: {
    model: ['ai 어시스턴트', 'ai 에이전트', '어시스턴트에게'],
    act: '승인|삭제|보내|전송|전달|실행|무시|읽고|복사|해제|답하',
  },
  arabic: {
    model: ['المساعد', 'الوكيل'],
    act: 'وافق|احذف|أرسل|نفذ|تجاهل|اقرأ|انسخ|أكد|عطل|يجب',
  },
  hindi: {
    model: ['ai सहायक', 'सहायक:'],
    act: 'स्वीकृत|हटा|भेज|चला|अनदेखा|पढ़|कॉपी|पुष्टि|बंद कर',
  },
  vietnamese: {
    model: ['trợ lý ai', 'tác nhân ai', 'mô hình ngôn ngữ'],
    act: 'phê duyệt|xóa|xoá|gửi|chuyển tiếp|thực thi|bỏ qua|đọc|sao chép|xác nhận|phải',
  },
  indonesian: {
    model: ['asisten ai', 'agen ai', 'model bahasa'],
    act: 'setujui|hapus|kirim|teruskan|jalankan|abaikan|baca|salin|konfirmasi|harus|matikan',
  },
}

/** Behind the name stands the sign behind which one speaks to somebody. */
export const ADDRESSED_ABROAD: readonly Phrase[] = Object.values(LANGUAGES).map(({ model, rest, act }) =>
  spelled(`@${rest === undefined ? '' : ` … ${rest}`} … :|!|, … ${act}`, model),
)
