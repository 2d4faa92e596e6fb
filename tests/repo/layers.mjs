// Who may include whom: folders of server/ are layers, and each sees only those below it. intake/ is shared: media/, app and
// main see it, and it sees nothing.
const layers = {
    intake: [],
    base: [],
    domain: ['base'],
    wire: ['base', 'domain'],
    store: ['base', 'domain'],
    hub: ['base'],
    origin: ['base'],
    app: ['intake', 'base', 'domain', 'wire', 'store', 'hub', 'origin'],
    net: ['base', 'domain', 'wire', 'hub', 'origin', 'app'],
}

// A library that only some folders may name. `except` are single files with a reason of their own.
const libraries = [
    { name: 'Beast', include: /^boost\/beast/, allowed: ['net', 'media'], except: ['server/base/asio.cpp'] },
    { name: 'JSON', include: /^boost\/json/, allowed: ['wire'] },
    { name: 'zip, XML and spreadsheets', include: /^(zip|expat|xlsxwriter)\.h/, allowed: ['wire'] },
    { name: 'SQLite', include: /^sqlite3/, allowed: ['store'] },
    { name: 'libcurl', include: /^curl\//, allowed: [], except: ['server/app/transfer.cpp'] },
    { name: 'GStreamer', include: /^(gst|glib|pango|cairo)/, allowed: ['media'] },
    { name: 'Asio', include: /^boost\/asio/, allowed: ['base', 'store', 'hub', 'origin', 'app', 'net', 'main', 'media'] },
]

function includes(text) {
    return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]/gm)]
        .map(match => ({ quoted: match[1] === '"', path: match[2], line: text.slice(0, match.index).split('\n').length }))
}

/** The layer a file belongs to: a folder of server/, 'main' for server/ itself, 'media', or undefined. */
function layerOf(file) {
    if (file.startsWith('media/')) return 'media'
    if (file.startsWith('intake/')) return 'intake'
    const match = /^server\/(?:([^/]+)\/)?[^/]+$/.exec(file) ?? /^server\/([^/]+)\//.exec(file)
    return match && (match[1] ?? 'main')
}

function ownInclude(layer, path) {
    const target = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
    if (layer === 'media') return ['media', 'intake'].includes(target) ? undefined : 'media/ includes only media/… and intake/…'
    if (path.endsWith('.inc')) return undefined
    if (target === 'media') return 'server/ never includes media/'
    if (!target) return layer === 'main' ? undefined : 'an include names its folder, as in "base/clock.hpp"'
    if (!(target in layers)) return `${target}/ is no layer`
    if (layer === 'main' || target === layer || layers[layer].includes(target)) return undefined
    return `${layer} must not see ${target}`
}

function find(tree) {
    const found = []
    for (const file of tree.files.filter(name => /\.(hpp|cpp|h|cc)$/.test(name))) {
        const layer = layerOf(file)
        if (!layer) continue
        if (layer !== 'main' && layer !== 'media' && !(layer in layers)) {
            found.push(`${file}: ${layer}/ is no layer; tests/repo/layers.mjs lists them`)
            continue
        }
        for (const { quoted, path, line } of includes(tree.text(file))) {
            const wrong = quoted ? ownInclude(layer, path) : undefined
            if (wrong) found.push(`${file}:${line}: "${path}": ${wrong}`)
            for (const library of libraries)
                if (library.include.test(path) && !library.allowed.includes(layer) && !library.except?.includes(file))
                    found.push(`${file}:${line}: <${path}>: only ${[...library.allowed, ...library.except ?? []].join(', ')} may use ${library.name}`)
        }
    }
    return found
}

const one = (file, include) => ({ [file]: `#pragma once\n#include ${include}\n` })

export default [{
    name: 'every include goes down the layers',
    find,
    controls: [
        { files: one('server/domain/ticket.hpp', '"store/tickets.hpp"'), expect: 'domain must not see store' },
        { files: one('server/net/session.cpp', '"store/tickets.hpp"'), expect: 'net must not see store' },
        { files: one('server/hub/room.hpp', '"domain/event.hpp"'), expect: 'hub must not see domain' },
        { files: one('server/store/feed.cpp', '"app/ask.hpp"'), expect: 'store must not see app' },
        { files: one('server/domain/event.cpp', '<boost/json.hpp>'), expect: 'only wire may use JSON' },
        { files: one('server/domain/event.cpp', '<boost/asio.hpp>'), expect: 'may use Asio' },
        { files: one('server/app/ask.cpp', '<sqlite3.h>'), expect: 'only store may use SQLite' },
        { files: one('server/app/post_office.cpp', '<curl/curl.h>'), expect: 'only server/app/transfer.cpp may use libcurl' },
        { files: one('server/app/transfer.cpp', '<curl/curl.h>'), expect: undefined },
        { files: one('server/origin/push.cpp', '<boost/beast/http.hpp>'), expect: 'may use Beast' },
        { files: one('media/main.cpp', '"origin/track.hpp"'), expect: 'media/ includes only media/' },
        { files: one('intake/rule.cpp', '"base/clock.hpp"'), expect: 'intake must not see base' },
        { files: one('media/guard.cpp', '"intake/rule.hpp"'), expect: undefined },
        { files: one('server/helpers/x.hpp', '"base/clock.hpp"'), expect: 'is no layer' },
        { files: one('server/wire/notice.hpp', '"domain/event.hpp"'), expect: undefined },
    ],
}]
