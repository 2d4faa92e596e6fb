// Words that would run as a script where a page took them for more than words: each sets window.__ran then.
const tags = [
    '<script>__ran=1</script>', '<SCRIPT>__ran=1</SCRIPT>', '<script/x>__ran=1</script>', '"><script>__ran=1</script>', '\'><script>__ran=1</script>',
    '</title><script>__ran=1</script>', '</textarea><script>__ran=1</script>', '</style><script>__ran=1</script>', '--><script>__ran=1</script>', ']]><script>__ran=1</script>',
    '<scr<script>ipt>__ran=1</scr</script>ipt>', '<script src=data:text/javascript,__ran=1></script>', '<script>/*<!--*/__ran=1//</script>', '<noscript><p title="</noscript><img src=x onerror=__ran=1>">',
]
const handlers = [
    '<img src=x onerror=__ran=1>', '<img src=x onerror="__ran=1">', '"><img src=x onerror=__ran=1>', '<IMG SRC=x ONERROR=__ran=1>', '<img/src=x/onerror=__ran=1>', '<img src=x onerror=&#95;_ran=1>',
    '" autofocus onfocus=__ran=1 x="', '\' onerror=__ran=1 src=x \'', '<body onload=__ran=1>', '<input autofocus onfocus=__ran=1>', '<select autofocus onfocus=__ran=1>', '<details open ontoggle=__ran=1>x</details>',
    '<video><source onerror=__ran=1></video>', '<audio src=x onerror=__ran=1></audio>', '<iframe onload=__ran=1></iframe>', '<object data=x onerror=__ran=1></object>', '<style onload=__ran=1></style>',
    '<link rel=stylesheet href=data:, onload=__ran=1>', '<marquee onstart=__ran=1>x</marquee>', '<a href=# autofocus onfocus=__ran=1 tabindex=0>x</a>', '<video src=x onerror=__ran=1></video>',
]
const addresses = [
    'javascript:__ran=1', '<a href=javascript:__ran=1>x</a>', '<a href="java\tscript:__ran=1">x</a>', 'data:text/html,<script>parent.__ran=1</script>', '<iframe src=javascript:parent.__ran=1></iframe>',
    '<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>', '<iframe srcdoc="<img src=x onerror=parent.__ran=1>"></iframe>', '<meta http-equiv=refresh content="0;javascript:__ran=1">', '<base href=javascript:__ran=1//>',
    '<form action=javascript:__ran=1><button autofocus>x</button></form>', 'vbscript:__ran=1', '<embed src=javascript:__ran=1>',
]
const styles = ['<div style="background:url(javascript:__ran=1)">x</div>', '<style>@import "javascript:__ran=1";</style>', '</style><style>*{x:expression(__ran=1)}</style>', '<style>@keyframes x{}</style><i style=animation:x onanimationstart=__ran=1>x</i>', 'x;background:url(javascript:__ran=1)']
const drawings = ['<svg onload=__ran=1>', '<svg><script>__ran=1</script></svg>', '<svg><animate onbegin=__ran=1 attributeName=x dur=1s>', '<svg><set onbegin=__ran=1 attributeName=x to=1>', '<svg><a xlink:href=javascript:__ran=1><text y=9>x</text></a></svg>', '<svg><foreignObject><img src=x onerror=__ran=1></foreignObject></svg>', '<math><mtext><img src=x onerror=__ran=1></mtext></math>', '<svg><image href=x onerror=__ran=1></svg>']
const templates = ['{{constructor.constructor(\'__ran=1\')()}}', '{{$emit.constructor`__ran=1`()}}', '${__ran=1}', '`${__ran=1}`', '#{__ran=1}', '<%= __ran=1 %>', '{%__ran=1%}', '[[__ran=1]]', '\';__ran=1;//', '";__ran=1;//', '</script><script>__ran=1</script>']
const markdown = ['[x](javascript:__ran=1)', '![x](x"onerror="__ran=1)', '<javascript:__ran=1>', '`</code><script>__ran=1</script>`', '&lt;img src=x onerror=__ran=1&gt;', '&#60;img src=x onerror=__ran=1&#62;', '\\u003cimg src=x onerror=__ran=1\\u003e', '＜img src=x onerror=__ran=1＞']

/** 79 of them, each shorter than 120 characters. */
export const hostile_words = [...tags, ...handlers, ...addresses, ...styles, ...drawings, ...templates, ...markdown]

/** Names are shorter: at most 20 characters of a viewer's, 40 of a guest's. */
export const hostile_viewers = ['<svg onload=__ran=1>', '{{__ran=1}}', '${__ran=1}', '<i onclick=__ran=1>', '\';__ran=1;//', '"onfocus=__ran=1 x="', '</script><img src=x>', '<!--<img src=x>-->', '&lt;b&gt;__ran&#59;', '<b>__ran</b>']
export const hostile_guests = ['<img src=x onerror=__ran=1>', '"><img src=x onerror=__ran=1>', '</title><svg onload=__ran=1>', '<script>__ran=1</script>', '{{constructor.constructor("__ran=1")()}}', '\'"onerror=__ran=1 autofocus x=', '<iframe onload=__ran=1></iframe>', '=cmd|\'/c __ran\'!A1<img src=x>']

/** How many of the words do run where they are taken for HTML; of what is found elsewhere there are fewer. */
export async function how_many_run(page) {
    let ran = 0
    for (const words of hostile_words) {
        await page.setContent('<!doctype html><body></body>')
        ran += await page.evaluate(async text => {
            window.__ran = 0
            document.body.innerHTML = text
            for (const script of document.querySelectorAll('script')) { // as a template engine that puts text into a page would have them run
                const again = document.createElement('script')
                for (const { name, value } of script.attributes) again.setAttribute(name, value)
                again.textContent = script.textContent
                script.replaceWith(again)
            }
            for (let i = 0; i < 12 && !window.__ran; i++) await new Promise(resolve => setTimeout(resolve, 20))
            return window.__ran ? 1 : 0
        }, words).catch(() => 1) // the page was led elsewhere
    }
    return ran
}
