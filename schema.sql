-- The schema of Jiangtang, to be read from top to bottom.
--
-- Ids are text made by the program. Times are UTC milliseconds. Booleans are 0 and 1. A secret (session, invitation) is
-- stored only as its SHA-256. Every statement here and in server/store/ means the same to SQLite and PostgreSQL.

-- What the database knows of itself: `schema` (its version, a number), `epoch` (random, made once: a client that
-- remembers another epoch starts from a snapshot; a backup has none, so that what is restored gets a new one), `rewrite` (when
-- somebody was erased, until the file has been written anew).
CREATE TABLE IF NOT EXISTS meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- An event: one afternoon of talks. `slug` is its name in every address. `last_seq` numbers its feed, `last_number` its
-- questions; both grow only inside the transaction that uses the number, which is what makes the feed gapless.
CREATE TABLE IF NOT EXISTS event (
    slug        TEXT   NOT NULL PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 40),
    series      TEXT   NOT NULL,                -- 质量大讲堂
    issue       TEXT   NOT NULL DEFAULT '',     -- 第三期
    theme       TEXT   NOT NULL,                -- 卓越城市 品质生活
    venue       TEXT   NOT NULL,
    starts_at   BIGINT NOT NULL,
    ends_at     BIGINT NOT NULL,
    status      TEXT   NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'live', 'ended')),
    live_since  BIGINT,                         -- when the stream was started
    ended_at    BIGINT,                         -- when it was ended
    current     TEXT   NOT NULL DEFAULT '',     -- id of the segment that is on
    source      TEXT   NOT NULL DEFAULT '',     -- where jiangtang-media takes the picture from; empty: a publisher pushes
    ingest_key  TEXT   NOT NULL,                -- what a publisher must show
    version     BIGINT NOT NULL DEFAULT 1,      -- of what the organizer edits
    last_seq    BIGINT NOT NULL DEFAULT 0,
    last_number BIGINT NOT NULL DEFAULT 0,
    online      BIGINT NOT NULL DEFAULT 0,      -- registered to watch: kept here, for they are too many to count each time
    created_at  BIGINT NOT NULL,
    erased_at   BIGINT                          -- when everybody's names and phones were erased, at the end of its retention
);

-- Who may register for an event and watch it; an event without a row is open to all. A pass that a browser holds names the
-- version: counting it up ends those given before.
CREATE TABLE IF NOT EXISTS access (
    event         TEXT   NOT NULL PRIMARY KEY REFERENCES event (slug),
    kind          TEXT   NOT NULL CHECK (kind IN ('open', 'password', 'registered', 'delegates')),
    password_hash TEXT   NOT NULL DEFAULT '',    -- scrypt, with kind 'password'
    version       BIGINT NOT NULL
);

-- The units behind an event, by role: 指导单位, 主办, 协办.
CREATE TABLE IF NOT EXISTS unit (
    event TEXT   NOT NULL REFERENCES event (slug),
    place BIGINT NOT NULL,                      -- order on the page
    role  TEXT   NOT NULL CHECK (role IN ('guidance', 'organizer', 'co_organizer')),
    name  TEXT   NOT NULL,
    PRIMARY KEY (event, place)
);

-- The agenda. A talk is a segment of kind 'talk'. `started_at` is when it really began.
CREATE TABLE IF NOT EXISTS segment (
    id         TEXT   NOT NULL PRIMARY KEY,
    event      TEXT   NOT NULL REFERENCES event (slug),
    place      BIGINT NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('check_in', 'opening', 'address', 'talk', 'questions', 'visit')),
    title      TEXT   NOT NULL,
    note       TEXT   NOT NULL DEFAULT '',
    starts_at  BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    started_at BIGINT,
    UNIQUE (event, place)
);

-- Who speaks in a segment; a compère leads it.
CREATE TABLE IF NOT EXISTS speaker (
    segment TEXT   NOT NULL REFERENCES segment (id),
    place   BIGINT NOT NULL,
    name    TEXT   NOT NULL,
    title   TEXT   NOT NULL DEFAULT '',         -- post and unit
    compere BIGINT NOT NULL DEFAULT 0 CHECK (compere IN (0, 1)),
    PRIMARY KEY (segment, place)
);

-- A person's registration. Phone numbers are sealed with the key of the data folder; the last four digits stay readable
-- for the desk. `pinyin`, `initials` and `search` are what the desk finds people by. `queued` is the event's seq at which
-- the person joined the waiting list, so that the list is in commit order. Once erased the row counts and says nothing of whom:
-- the name is a dash, and what else is said of the person is empty.
CREATE TABLE IF NOT EXISTS registration (
    id           TEXT   NOT NULL PRIMARY KEY,
    event        TEXT   NOT NULL REFERENCES event (slug),
    attendance   TEXT   NOT NULL CHECK (attendance IN ('in_person', 'online')),
    status       TEXT   NOT NULL CHECK (status IN ('confirmed', 'waitlisted', 'cancelled', 'requested', 'declined')),
    name         TEXT   NOT NULL,
    phone_sealed TEXT   NOT NULL,
    phone_last4  TEXT   NOT NULL,
    organization TEXT   NOT NULL DEFAULT '',
    title        TEXT   NOT NULL DEFAULT '',
    pinyin       TEXT   NOT NULL DEFAULT '',    -- lin yi fan
    initials     TEXT   NOT NULL DEFAULT '',    -- lyf
    search       TEXT   NOT NULL DEFAULT '',    -- name and unit, folded, and the pinyin without spaces
    queued       BIGINT NOT NULL DEFAULT 0,
    missed       BIGINT NOT NULL DEFAULT 0,     -- offers of a seat that passed without an answer
    consent      TEXT   NOT NULL,               -- version of the text agreed to; with '/contact' when a delegation's contact said so, '/organizer' when an organizer did
    consented_at BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    erased_at    BIGINT
);
CREATE INDEX IF NOT EXISTS registration_of_event ON registration (event, status, attendance);
CREATE INDEX IF NOT EXISTS registration_waiting ON registration (event, queued) WHERE status = 'waitlisted';

-- When an event takes registrations for the hall and online, how many online, and whose an organizer approves. Without a row:
-- everybody's, until the event is over.
CREATE TABLE IF NOT EXISTS rules (
    event            TEXT   NOT NULL PRIMARY KEY REFERENCES event (slug),
    hall_opens_at    BIGINT,
    hall_closes_at   BIGINT,
    online_opens_at  BIGINT,
    online_closes_at BIGINT,
    online_limit     BIGINT CHECK (online_limit > 0),
    approval         TEXT   NOT NULL DEFAULT 'none' CHECK (approval IN ('none', 'in_person', 'all')),
    version          BIGINT NOT NULL DEFAULT 1
);

-- Who gave the same phone, without the phone: its HMAC with a key of the data folder. Whoever registers does not learn of it;
-- the desk sees a mark.
CREATE TABLE IF NOT EXISTS phone (
    registration TEXT NOT NULL PRIMARY KEY REFERENCES registration (id),
    event        TEXT NOT NULL REFERENCES event (slug),
    digest       TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS phone_by_digest ON phone (event, digest);

-- A unit that registers its people together (单位报名). Its quota is the seats held for it, its people are those who sit on
-- them. The link of its contact is made from `id` and `link` with a key and stored nowhere: counting `link` up ends it.
CREATE TABLE IF NOT EXISTS delegation (
    id         TEXT   NOT NULL PRIMARY KEY,
    event      TEXT   NOT NULL REFERENCES event (slug),
    name       TEXT   NOT NULL,
    pinyin     TEXT   NOT NULL DEFAULT '',
    initials   TEXT   NOT NULL DEFAULT '',
    link       BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS delegation_of_event ON delegation (event);

-- How a guest is received at the door: as a VIP, with a note for the greeter (请从贵宾通道引导). No row: like everybody.
CREATE TABLE IF NOT EXISTS greeting (
    registration TEXT   NOT NULL PRIMARY KEY REFERENCES registration (id),
    vip          BIGINT NOT NULL CHECK (vip IN (0, 1)),
    note         TEXT   NOT NULL DEFAULT ''
);

-- A seat of the hall, taken by at most one registration. Who gets the lowest free one is confirmed; with none free one
-- waits. A seat that is held for a delegation is free for its people only, a reserved one for whom an organizer gives it to.
-- One that is offered is kept for that person on the waiting list until then. There is no counter that could disagree.
CREATE TABLE IF NOT EXISTS seat (
    event        TEXT   NOT NULL REFERENCES event (slug),
    place        BIGINT NOT NULL,               -- order in which seats are given
    label        TEXT   NOT NULL,               -- 5-12
    registration TEXT   UNIQUE REFERENCES registration (id),
    delegation   TEXT   REFERENCES delegation (id),
    reserved     BIGINT NOT NULL DEFAULT 0 CHECK (reserved IN (0, 1)),
    offered_to   TEXT   UNIQUE REFERENCES registration (id),
    offer_ends   BIGINT,
    PRIMARY KEY (event, place),
    UNIQUE (event, label)
);
CREATE INDEX IF NOT EXISTS seat_free ON seat (event, place)
    WHERE registration IS NULL AND delegation IS NULL AND reserved = 0 AND offered_to IS NULL;
CREATE INDEX IF NOT EXISTS seat_of_delegation ON seat (delegation, place) WHERE delegation IS NOT NULL;
CREATE INDEX IF NOT EXISTS seat_offered ON seat (offer_ends) WHERE offered_to IS NOT NULL;

-- How long a seat that became free is kept for the first on the waiting list, who must accept it; no row, or no time: it is
-- given at once.
CREATE TABLE IF NOT EXISTS seating (
    event     TEXT   NOT NULL PRIMARY KEY REFERENCES event (slug),
    accept_ms BIGINT,
    version   BIGINT NOT NULL DEFAULT 1
);

-- A ticket: the code that opens the door for one registration. A new one replaces those before it: only the latest opens it.
CREATE TABLE IF NOT EXISTS ticket (
    code         TEXT   NOT NULL PRIMARY KEY CHECK (length(code) = 10),
    registration TEXT   NOT NULL REFERENCES registration (id),
    issued_at    BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS ticket_of_registration ON ticket (registration);

-- Who gave the place in the hall up to watch online. The signed ticket is still about, and desks without a network must know.
CREATE TABLE IF NOT EXISTS left_hall (
    registration TEXT NOT NULL PRIMARY KEY REFERENCES registration (id)
);

-- A member of staff holds one role for one event.
CREATE TABLE IF NOT EXISTS staff (
    id         TEXT   NOT NULL PRIMARY KEY,
    event      TEXT   NOT NULL REFERENCES event (slug),
    role       TEXT   NOT NULL CHECK (role IN ('organizer', 'moderator', 'desk', 'speaker')),
    name       TEXT   NOT NULL,
    joined_at  BIGINT,                          -- first use of an invitation
    created_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS staff_of_event ON staff (event);

-- Who is staff no more, because an organizer took the person off: no session holds the role and no invitation opens it. What the
-- person did keeps the name.
CREATE TABLE IF NOT EXISTS dismissal (
    staff        TEXT   NOT NULL PRIMARY KEY REFERENCES staff (id),
    dismissed_by TEXT   NOT NULL REFERENCES staff (id),
    at           BIGINT NOT NULL
);

-- What a registration asked for that an organizer approves, and what was answered. Whether it waits still is its status.
CREATE TABLE IF NOT EXISTS request (
    registration TEXT   NOT NULL PRIMARY KEY REFERENCES registration (id),
    requested_at BIGINT NOT NULL,
    decided_at   BIGINT,
    staff        TEXT   REFERENCES staff (id),
    reason       TEXT   NOT NULL DEFAULT ''     -- of a no, as the guest reads it
);

-- Every scan at a desk, whatever came of it. At most one admits a registration: the index says so.
CREATE TABLE IF NOT EXISTS check_in (
    id           TEXT   NOT NULL PRIMARY KEY,
    event        TEXT   NOT NULL REFERENCES event (slug),
    registration TEXT   REFERENCES registration (id),
    scanned      TEXT   NOT NULL DEFAULT '',    -- what the desk read when it was no ticket of ours
    result       TEXT   NOT NULL,
    desk         TEXT   NOT NULL,
    staff        TEXT   NOT NULL REFERENCES staff (id),
    offline      BIGINT NOT NULL DEFAULT 0 CHECK (offline IN (0, 1)),
    scanned_at   BIGINT NOT NULL,               -- the desk's clock
    recorded_at  BIGINT NOT NULL                -- ours
);
CREATE UNIQUE INDEX IF NOT EXISTS check_in_admits_once ON check_in (registration) WHERE result = 'admitted';
CREATE INDEX IF NOT EXISTS check_in_of_event ON check_in (event, recorded_at) WHERE result = 'admitted';

-- An admission that was taken back, by whom and why. Its scan stays, with the result 'undone', and the guest may be admitted
-- again.
CREATE TABLE IF NOT EXISTS check_in_undo (
    check_in TEXT   NOT NULL PRIMARY KEY REFERENCES check_in (id),
    desk     TEXT   NOT NULL,
    staff    TEXT   NOT NULL REFERENCES staff (id),
    reason   TEXT   NOT NULL,
    at       BIGINT NOT NULL
);

-- What a desk without a network did: the scan, with the device's own count of its scans, and whether it let the guest in.
-- `conflict` is what it would have been told instead of 'admitted' (the guest was in already, or had no seat any more); empty
-- when it did what the server says. A guest who was let in is in the hall, whatever the list says.
CREATE TABLE IF NOT EXISTS offline_scan (
    check_in TEXT   NOT NULL PRIMARY KEY REFERENCES check_in (id),
    event    TEXT   NOT NULL REFERENCES event (slug),
    device   TEXT   NOT NULL,
    sequence BIGINT NOT NULL,
    let_in   BIGINT NOT NULL CHECK (let_in IN (0, 1)),
    conflict TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS offline_conflict ON offline_scan (event) WHERE conflict <> '';

-- How many days after an event's end its people are erased, where an organizer said so; else the configuration says it. It is
-- shown to whoever registers, and is not lengthened once somebody has.
CREATE TABLE IF NOT EXISTS retention (
    event TEXT   NOT NULL PRIMARY KEY REFERENCES event (slug),
    days  BIGINT NOT NULL CHECK (days BETWEEN 1 AND 3650)
);

-- What members of staff did with personal data: 'registrations.exported', 'registrations.imported', 'check_ins.exported', 'questions.exported',
-- 'retention.changed', and 'phone.revealed' of a registration.
CREATE TABLE IF NOT EXISTS audit (
    id    TEXT   NOT NULL PRIMARY KEY,
    event TEXT   NOT NULL REFERENCES event (slug),
    staff TEXT   NOT NULL REFERENCES staff (id),
    what  TEXT   NOT NULL,
    at    BIGINT NOT NULL,
    registration TEXT REFERENCES registration (id)
);

-- A list of guests that an organizer brought and agreed to: it is on the disk, and is written a part at a time, so that nobody else
-- waits for long. A part is some of its people, sealed as phones are, in the order of the list; the transaction that registers them
-- deletes it. So each is registered once, also over a restart, and nothing of the list stays.
CREATE TABLE IF NOT EXISTS guest_import (
    id         TEXT   NOT NULL PRIMARY KEY,
    event      TEXT   NOT NULL REFERENCES event (slug),
    staff      TEXT   NOT NULL REFERENCES staff (id),
    status     TEXT   NOT NULL CHECK (status IN ('writing', 'done', 'stopped')),
    tickets    BIGINT NOT NULL CHECK (tickets IN (0, 1)), -- is each of them written to
    total      BIGINT NOT NULL,
    written    BIGINT NOT NULL DEFAULT 0,
    left_out   BIGINT NOT NULL DEFAULT 0,       -- who had registered themselves by then, or may not any more
    created_at BIGINT NOT NULL,
    done_at    BIGINT
);
CREATE INDEX IF NOT EXISTS guest_import_of_event ON guest_import (event, created_at);
CREATE INDEX IF NOT EXISTS guest_import_writing ON guest_import (created_at, id) WHERE status = 'writing';
CREATE TABLE IF NOT EXISTS guest_import_part (
    guest_import TEXT   NOT NULL REFERENCES guest_import (id),
    place        BIGINT NOT NULL,
    sealed       TEXT   NOT NULL,
    PRIMARY KEY (guest_import, place)
);

-- Where a guest is written to besides the phone, and in which language: only for who gave an address or reads English. The
-- address is sealed as the phone is; `email_masked` ("l***@example.cn") is what staff see, `email_digest` counts what went there.
CREATE TABLE IF NOT EXISTS contact (
    registration TEXT NOT NULL PRIMARY KEY REFERENCES registration (id),
    email_sealed TEXT NOT NULL DEFAULT '',
    email_masked TEXT NOT NULL DEFAULT '',
    email_digest TEXT NOT NULL DEFAULT '',
    language     TEXT NOT NULL CHECK (language IN ('zh', 'en'))
);

-- A message to a guest: queue and log in one. It is written in the transaction of what it tells, so that none is lost and none
-- says what did not happen; its words are made when it is sent, from what holds then. 'sending' is on the disk before the
-- first byte leaves: what is found so at the next start becomes 'uncertain' and is not sent again by itself. `id` is also what
-- a mail server and an SMS vendor know it by. Where messages stand: domain::message_status.
CREATE TABLE IF NOT EXISTS message (
    id           TEXT   NOT NULL PRIMARY KEY,
    event        TEXT   NOT NULL REFERENCES event (slug),
    registration TEXT   REFERENCES registration (id), -- NULL: an organizer's test
    kind         TEXT   NOT NULL CHECK (kind IN ('ticket', 'waiting', 'promoted', 'offered', 'moved', 'changed', 'replaced', 'cancelled', 'reminder',
                                               'test', 'requested', 'declined', 'rescheduled')),
    channel      TEXT   NOT NULL CHECK (channel IN ('mail', 'sms')),
    language     TEXT   NOT NULL CHECK (language IN ('zh', 'en')),
    recipient    TEXT   NOT NULL,               -- sealed
    masked       TEXT   NOT NULL,               -- as the log shows it
    digest       TEXT   NOT NULL,               -- of the recipient: nobody is sent more than a few a day
    status       TEXT   NOT NULL CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'given_up', 'uncertain', 'superseded')),
    attempts     BIGINT NOT NULL DEFAULT 0,     -- that a server answered, or may have
    due_at       BIGINT NOT NULL,
    queued_at    BIGINT NOT NULL,               -- again, when an organizer sends it again
    done_at      BIGINT,                        -- when it came to an end
    error        TEXT   NOT NULL DEFAULT ''     -- of the last attempt; the recipient's address is masked in it
);
CREATE INDEX IF NOT EXISTS message_due ON message (channel, due_at) WHERE status = 'queued';
CREATE INDEX IF NOT EXISTS message_under_way ON message (registration) WHERE status IN ('queued', 'sending');
CREATE INDEX IF NOT EXISTS message_of_registration ON message (registration, queued_at);
CREATE INDEX IF NOT EXISTS message_of_event ON message (event, queued_at);
CREATE INDEX IF NOT EXISTS message_to ON message (digest, queued_at);

-- A reminder that an event's guests get so long before it starts. `done_for` is the start for which it was sent, or passed over:
-- an event that is moved reminds again. While it is being written `reached` is the last registration that has its message.
CREATE TABLE IF NOT EXISTS reminder (
    event     TEXT   NOT NULL REFERENCES event (slug),
    before_ms BIGINT NOT NULL,
    done_for  BIGINT,
    reached   TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (event, before_ms)
);

-- An event whose start was moved, until its guests have been told: some time after the last move, so that who corrects a slip
-- writes to nobody. `was` is the start that they know, 0 when that is no longer one. `reached` as above.
CREATE TABLE IF NOT EXISTS rescheduled (
    event    TEXT   NOT NULL PRIMARY KEY REFERENCES event (slug),
    was      BIGINT NOT NULL,
    first_at BIGINT NOT NULL,                   -- when it was moved away from that: who registered since then knows another one
    moved_at BIGINT NOT NULL,                   -- the last time
    reached  TEXT   NOT NULL DEFAULT ''
);

-- An invitation signs one member of staff in, once, until it expires.
CREATE TABLE IF NOT EXISTS invitation (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    staff      TEXT   NOT NULL REFERENCES staff (id),
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- A browser that signed in. It may hold several roles, each with its own row in session_staff.
CREATE TABLE IF NOT EXISTS session (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS session_staff (
    session TEXT NOT NULL REFERENCES session (token_hash),
    staff   TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (session, staff)
);

-- Somebody who watches and asks, known by a signed cookie. A viewer who showed a ticket has the seat's registration.
CREATE TABLE IF NOT EXISTS viewer (
    id           TEXT   NOT NULL PRIMARY KEY,
    event        TEXT   NOT NULL REFERENCES event (slug),
    name         TEXT   NOT NULL DEFAULT '',
    came_from    TEXT   NOT NULL CHECK (came_from IN ('hall', 'online')),
    registration TEXT   REFERENCES registration (id),
    created_at   BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS viewer_with_ticket ON viewer (registration) WHERE registration IS NOT NULL;

-- A question and where it stands. `version` counts every change, so that two moderators never undo each other unseen.
CREATE TABLE IF NOT EXISTS question (
    id           TEXT   NOT NULL PRIMARY KEY,
    event        TEXT   NOT NULL REFERENCES event (slug),
    number       BIGINT NOT NULL,               -- 1, 2, 3… in the event: what moderators call it
    viewer       TEXT   NOT NULL REFERENCES viewer (id),
    name         TEXT   NOT NULL DEFAULT '',    -- as shown; empty when asked anonymously
    came_from    TEXT   NOT NULL CHECK (came_from IN ('hall', 'online')),
    seat         TEXT   NOT NULL DEFAULT '',
    talk         TEXT   NOT NULL DEFAULT '',    -- segment it is about; empty: to all
    text         TEXT   NOT NULL,
    about        BIGINT,                        -- asked from the time-shift: the hall's time of the picture seen
    original     TEXT   NOT NULL DEFAULT '',    -- the asker's words, once a moderator edited them
    reply        TEXT   NOT NULL DEFAULT '',
    status       TEXT   NOT NULL CHECK (status IN ('pending', 'published', 'staged', 'answered', 'rejected', 'merged', 'withdrawn')),
    reason       TEXT   NOT NULL DEFAULT '',    -- why it was rejected, as its asker reads it
    held         TEXT   NOT NULL DEFAULT '',    -- the event's word in it, for which a moderator was to look first
    blocked      BIGINT NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)), -- that word rejects: it waits apart, unknown to its asker
    pinned       BIGINT NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    merged_into  TEXT   NOT NULL DEFAULT '',
    votes        BIGINT NOT NULL DEFAULT 0,
    version      BIGINT NOT NULL DEFAULT 1,
    asked_at     BIGINT NOT NULL,
    published_at BIGINT,                        -- of a pending one: its asker is shown it as published, and nobody else
    staged_at    BIGINT,
    answered_at  BIGINT,
    UNIQUE (event, number)
);
CREATE UNIQUE INDEX IF NOT EXISTS question_on_stage ON question (event) WHERE status = 'staged';
CREATE INDEX IF NOT EXISTS question_by_status ON question (event, status);
CREATE INDEX IF NOT EXISTS question_of_viewer ON question (viewer, asked_at);
CREATE INDEX IF NOT EXISTS question_by_time ON question (event, asked_at);
CREATE INDEX IF NOT EXISTS question_merged ON question (merged_into) WHERE merged_into <> '';

-- The rules of asking at an event; without a row those that stand here as defaults. `version` counts every change of them,
-- `words_version` those of the words below.
CREATE TABLE IF NOT EXISTS asking (
    event         TEXT   NOT NULL PRIMARY KEY REFERENCES event (slug),
    version       BIGINT NOT NULL DEFAULT 1,
    words_version BIGINT NOT NULL DEFAULT 1,
    open          BIGINT NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),
    moderation    TEXT   NOT NULL DEFAULT 'before' CHECK (moderation IN ('before', 'after')),
    anonymous     BIGINT NOT NULL DEFAULT 1 CHECK (anonymous IN (0, 1)),
    slow_seconds  BIGINT NOT NULL DEFAULT 0,     -- between two questions of one person; 0: no slow mode
    most_a_minute BIGINT NOT NULL DEFAULT 0      -- of all together; 0: as many as come
);

-- Talks to which no question is taken.
CREATE TABLE IF NOT EXISTS closed_talk (
    event TEXT NOT NULL REFERENCES event (slug),
    talk  TEXT NOT NULL,
    PRIMARY KEY (event, talk)
);

-- Words that hold a question back for a moderator, or put it aside: see domain::word_list for what matches.
CREATE TABLE IF NOT EXISTS word (
    event  TEXT   NOT NULL REFERENCES event (slug),
    place  BIGINT NOT NULL,
    text   TEXT   NOT NULL,
    effect TEXT   NOT NULL CHECK (effect IN ('hold', 'reject')),
    PRIMARY KEY (event, place)
);

-- Who did what to a question, and when. `version` is the question's afterwards.
CREATE TABLE IF NOT EXISTS question_act (
    question TEXT   NOT NULL REFERENCES question (id),
    version  BIGINT NOT NULL,
    act      TEXT   NOT NULL,                   -- 'ask', 'approve', 'reject'…: domain::question_act
    staff    TEXT   REFERENCES staff (id),      -- NULL: the asker, or, where nobody is asked, the event's own rules
    reason   TEXT   NOT NULL DEFAULT '',        -- of a rejection
    at       BIGINT NOT NULL,
    PRIMARY KEY (question, version)
);

-- Viewers whom a moderator muted. They do not notice: their questions wait apart, their votes are kept and not counted.
CREATE TABLE IF NOT EXISTS muted (
    viewer TEXT   NOT NULL PRIMARY KEY REFERENCES viewer (id),
    event  TEXT   NOT NULL REFERENCES event (slug),
    staff  TEXT   NOT NULL REFERENCES staff (id),
    at     BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS muted_of_event ON muted (event);

-- One vote of one viewer for one question. It counts for what that question is merged into as well, as long as it is.
CREATE TABLE IF NOT EXISTS vote (
    question TEXT   NOT NULL REFERENCES question (id),
    viewer   TEXT   NOT NULL REFERENCES viewer (id),
    at       BIGINT NOT NULL,
    PRIMARY KEY (question, viewer)
);
CREATE INDEX IF NOT EXISTS vote_of_viewer ON vote (viewer);

-- How often viewers touched 点赞. The program counts in memory and adds to these rows every few seconds: a crash may
-- lose the last of them.
CREATE TABLE IF NOT EXISTS reaction (
    event TEXT   NOT NULL REFERENCES event (slug),
    kind  TEXT   NOT NULL CHECK (kind IN ('like')),
    total BIGINT NOT NULL,
    PRIMARY KEY (event, kind)
);

-- Whether an event has 弹幕; without a row it has none.
CREATE TABLE IF NOT EXISTS danmaku_rules (
    event TEXT NOT NULL PRIMARY KEY REFERENCES event (slug),
    mode  TEXT NOT NULL CHECK (mode IN ('off', 'before', 'after'))  -- moderators see them before everybody, or after
);

-- Words that run across the picture (弹幕). `at` is the hall's time of the picture that the sender saw: there the replay shows
-- them again.
CREATE TABLE IF NOT EXISTS danmaku (
    id      TEXT   NOT NULL PRIMARY KEY,
    event   TEXT   NOT NULL REFERENCES event (slug),
    viewer  TEXT   NOT NULL REFERENCES viewer (id),
    text    TEXT   NOT NULL,
    status  TEXT   NOT NULL CHECK (status IN ('waiting', 'shown', 'dropped')),
    at      BIGINT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS danmaku_waiting ON danmaku (event, sent_at) WHERE status = 'waiting';
CREATE INDEX IF NOT EXISTS danmaku_shown ON danmaku (event, at) WHERE status = 'shown';

-- What the moderators tell the people on stage. One stands there at a time; who stands there says that it was read.
CREATE TABLE IF NOT EXISTS stage_message (
    id         TEXT   NOT NULL PRIMARY KEY,
    event      TEXT   NOT NULL REFERENCES event (slug),
    text       TEXT   NOT NULL,
    staff      TEXT   NOT NULL REFERENCES staff (id),
    sent_at    BIGINT NOT NULL,
    read_at    BIGINT,
    read_by    TEXT   REFERENCES staff (id),
    cleared_at BIGINT
);
CREATE UNIQUE INDEX IF NOT EXISTS stage_message_up ON stage_message (event) WHERE cleared_at IS NULL;

-- The published question that moderators chose to be the next on stage. It is forgotten when it is published no more.
CREATE TABLE IF NOT EXISTS next_question (
    event    TEXT NOT NULL PRIMARY KEY REFERENCES event (slug),
    question TEXT NOT NULL REFERENCES question (id)
);

-- The feed: what happened in an event, in commit order, without a gap. `topics` is the set of those who hear it (bits, see
-- server/app/topics.hpp); `recipient` hears it whatever his topics. `body` is the message as it is sent, but for the name of a
-- person who was erased since. Once an event's people are erased the feed begins later: who resumes from before starts anew.
CREATE TABLE IF NOT EXISTS feed (
    event     TEXT   NOT NULL REFERENCES event (slug),
    seq       BIGINT NOT NULL,
    topics    BIGINT NOT NULL,
    recipient TEXT   NOT NULL DEFAULT '',
    body      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (event, seq)
);

-- Commands already done, by who sent them and the id they gave: the same id again gets the same answer. `digest` is of the
-- command itself, so that an id used for something else is noticed; an answer that named a person who was erased is empty, and
-- so is its digest.
CREATE TABLE IF NOT EXISTS done (
    actor  TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    digest TEXT   NOT NULL,
    answer TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (actor, id)
);
CREATE INDEX IF NOT EXISTS done_by_age ON done (at);
