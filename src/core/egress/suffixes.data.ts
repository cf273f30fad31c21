// Public suffixes of two labels under which strangers can register names. A hand-kept choice of the better known entries of
// the Public Suffix List (publicsuffix.org, both of its parts); not the whole list: a wildcard below one that is missing here
// is accepted when it has two labels to its right.
export const PUBLIC_SUFFIXES: ReadonlySet<string> = new Set(
  (
    'co.uk org.uk me.uk ltd.uk plc.uk net.uk sch.uk ac.uk gov.uk nhs.uk com.au net.au org.au edu.au gov.au asn.au id.au ' +
    'co.nz net.nz org.nz govt.nz ac.nz co.jp ne.jp or.jp ac.jp go.jp ad.jp ed.jp gr.jp lg.jp com.br net.br org.br gov.br ' +
    'co.in net.in org.in gen.in firm.in ind.in ac.in gov.in co.za org.za net.za web.za gov.za com.cn net.cn org.cn gov.cn ' +
    'edu.cn ac.cn com.hk net.hk org.hk com.tw net.tw org.tw com.sg net.sg org.sg edu.sg co.kr or.kr ne.kr re.kr go.kr ' +
    'com.mx org.mx gob.mx com.ar org.ar net.ar com.co net.co org.co com.pe com.ve com.ec com.uy com.tr net.tr org.tr ' +
    'gov.tr edu.tr com.ua net.ua org.ua in.ua com.pl net.pl org.pl co.il org.il net.il ac.il co.id or.id web.id ac.id ' +
    'co.th in.th or.th com.my net.my org.my com.ph net.ph org.ph com.vn net.vn org.vn com.pk net.pk org.pk com.bd ' +
    'com.eg com.sa com.kw com.qa co.ke or.ke com.ng org.ng com.gh co.tz co.ug co.at or.at gv.at com.pt org.pt com.es ' +
    'org.es nom.es com.gr org.gr com.cy com.mt com.ro com.ru msk.ru spb.ru com.hr co.hu com.fr asso.fr eu.org us.com ' +
    'uk.com eu.com de.com gb.net uk.net jp.net in.net co.com github.io gitlab.io pages.dev workers.dev r2.dev vercel.app ' +
    'netlify.app web.app firebaseapp.com appspot.com run.app cloudfunctions.net herokuapp.com azurewebsites.net ' +
    'azureedge.net cloudapp.net cloudfront.net amazonaws.com elasticbeanstalk.com onrender.com fly.dev deno.dev ngrok.io ' +
    'ngrok.app ngrok.dev trycloudflare.com loca.lt localhost.run serveo.net repl.co replit.app replit.dev glitch.me ' +
    'surge.sh blogspot.com wordpress.com webflow.io myshopify.com duckdns.org no-ip.org dyndns.org ddns.net sslip.io ' +
    'nip.io xip.io requestcatcher.com webhook.site pipedream.net interact.sh oast.fun'
  ).split(' '),
)
