// The papers say what the program does: links lead somewhere, and routes, problems and keys are those of the program.
import { posix } from 'node:path'

const withoutCode = text => text.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '').replace(/`[^`\n]*`/g, '')

/** The anchor that a Markdown page gives to a heading. */
function anchor(heading) {
    return heading.trim().toLowerCase().replace(/`|\[|\]\([^)]*\)/g, '').replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
}

function anchors(text) {
    return new Set([...text.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '').matchAll(/^#{1,6}\s+(.*)$/gm)].map(match => anchor(match[1])))
}

function links(tree) {
    const found = []
    for (const file of tree.files.filter(name => name.endsWith('.md'))) {
        const text = withoutCode(tree.text(file))
        const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? match[2])
        for (const target of targets) {
            if (/^[a-z]+:/i.test(target)) continue
            const [path, fragment] = target.split('#')
            const to = path ? posix.join(posix.dirname(file), decodeURI(path)).replace(/^\.$/, '') : file
            if (!tree.has(to)) found.push(`${file}: ${target} leads nowhere`)
            else if (fragment && to.endsWith('.md') && !anchors(tree.text(to)).has(decodeURIComponent(fragment)))
                found.push(`${file}: ${target}: no such heading`)
        }
    }
    return found
}

const method = 'GET|POST|PUT|PATCH|DELETE'

/** 'GET /live/{slug}/…' of a route covers a documented path when each piece is the same or a parameter. */
function covers(route, documented) {
    const [routeMethod, routePath] = route.split(' '), [docMethod, docPath] = documented.split(' ')
    if (routeMethod !== docMethod) return false
    // The rows for the pages' files take any path: they stand for nothing but themselves.
    if (/^\/\{[^/]*\*\}$/.test(routePath)) return docPath === routePath
    const want = routePath.split('/'), have = docPath.split('/')
    for (let i = 0; i < want.length; i++) {
        if (/^\*|^\{\*|\*\}?$|\.\.\.\}$/.test(want[i])) return true
        if (i >= have.length || (want[i] !== have[i] && !/^\{.*\}$/.test(want[i]))) return false
    }
    return want.length === have.length
}

function routes(tree, program) {
    const printed = program?.output('routes')
    if (printed === undefined) return program ? ['the program does not print its routes'] : []
    const page = tree.text('docs/protocol.md')
    const inProgram = [...printed.matchAll(new RegExp(`\\b(${method})\\s+(/\\S*)`, 'g'))].map(match => `${match[1]} ${match[2]}`)
    const inPage = [...page.matchAll(new RegExp(`\`(${method}) (/[^\`?\\[\\s]*)`, 'g'))].map(match => `${match[1]} ${match[2]}`)
    if (!inProgram.length) return ['the program prints no route']
    return [
        ...inProgram.filter(route => !inPage.some(path => covers(route, path))).map(route => `docs/protocol.md lacks ${route}`),
        ...[...new Set(inPage)].filter(path => !inProgram.some(route => covers(route, path))).map(path => `docs/protocol.md has ${path}, the program has not`),
    ]
}

function problems(tree, program) {
    if (!program || !tree.has('docs/problems.md')) return []
    const printed = program.output('problems')
    if (printed === undefined) return ['the program does not print its problems']
    const code = /^[a-z]+(?:_[a-z]+)*$/
    const inProgram = printed.split('\n').map(line => line.trim().split(/\s+/)[0]).filter(word => code.test(word))
    const inPage = [...tree.text('docs/problems.md').matchAll(/^\|\s*`([a-z_]+)`/gm)].map(match => match[1])
    return [
        ...inProgram.filter(name => !inPage.includes(name)).map(name => `docs/problems.md lacks ${name}`),
        ...inPage.filter(name => !inProgram.includes(name)).map(name => `docs/problems.md has ${name}, the program has not`),
    ]
}

const example = 'deploy/jiangtang.example.toml'

function config(tree, program) {
    if (!program) return []
    const printed = program.output('config')
    if (printed === undefined) return ['`jiangtang config` fails']
    if (tree.has(example) && printed === tree.text(example)) return []
    return [`${example} is not what \`jiangtang config\` prints: build/release/bin/jiangtang config > ${example}`]
}

const protocol = '| `GET /api/events/{slug}` | anyone |\n| `GET /live/{slug}/index.m3u8` and below | anyone |\n'
const both = 'GET /api/events/{slug} anyone\nGET /live/{slug}/{file} anyone\n'

export default [
    {
        name: 'links between the papers lead somewhere',
        find: links,
        controls: [
            { files: { 'docs/a.md': '[x](b.md)\n' }, expect: 'leads nowhere' },
            { files: { 'docs/a.md': '[x](b.md#two)\n', 'docs/b.md': '# One\n' }, expect: 'no such heading' },
            { files: { 'README.md': '<img src="docs/p.png">\n' }, expect: 'leads nowhere' },
            { files: { 'README.md': '[x](docs/#) [y](docs/b.md#the-feed-get) `[z](no)`\n', 'docs/b.md': '# The feed: `GET`\n' }, expect: undefined },
        ],
    },
    {
        name: 'docs/protocol.md has every route of the program, and no other',
        find: routes,
        controls: [
            { files: { 'docs/protocol.md': protocol }, prints: { routes: both }, expect: undefined },
            { files: { 'docs/protocol.md': protocol }, prints: { routes: `${both}POST /api/x anyone\n` }, expect: 'lacks POST /api/x' },
            { files: { 'docs/protocol.md': protocol }, prints: { routes: 'GET /api/events/{slug}\n' }, expect: 'has GET /live' },
            { files: { 'docs/protocol.md': protocol }, prints: { routes: `GET /api/events/{slug}\nGET /{path*}\n` }, expect: 'has GET /live' },
            { files: { 'docs/protocol.md': protocol }, prints: {}, expect: 'does not print' },
        ],
    },
    {
        name: 'docs/problems.md has every error code of the program, and no other',
        find: problems,
        controls: [
            { files: { 'docs/problems.md': '| `not_found` | 404 |\n' }, prints: { problems: 'rate_limited 429\nnot_found 404\n' }, expect: 'lacks rate_limited' },
            { files: { 'docs/problems.md': '| `gone` | 404 |\n' }, prints: { problems: 'gone 404\n' }, expect: undefined },
        ],
    },
    {
        name: 'the example of a configuration file is what the program prints',
        find: config,
        controls: [
            { files: { [example]: 'a = 1\n' }, prints: { config: 'a = 2\n' }, expect: 'is not what' },
            { files: {}, prints: { config: 'a = 2\n' }, expect: 'is not what' },
            { files: { [example]: 'a = 1\n' }, prints: { config: 'a = 1\n' }, expect: undefined },
        ],
    },
]
