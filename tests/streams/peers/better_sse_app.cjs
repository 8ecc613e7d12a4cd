// A server on Node whose event streams are written by better-sse: `node better_sse_app.cjs PORT`.
// What is said, and how it ends, comes with the model's name: `whole`, `pings`, `error`, `cut`.

const http = require("node:http");
const { createSession } = require("better-sse");

const WORDS = ["Grüße, ", "世界 ", "🎉", "\u2028", " über\nzwei Zeilen"];
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const chunk = (delta, finish = null) => ({ id: "c", choices: [{ index: 0, delta, finish_reason: finish }] });
const plain = (data) => (typeof data === "string" ? data : JSON.stringify(data));

const DIALECTS = {
    "/v1/chat/completions": {
        begin: () => {},
        say: (session, text) => session.push(chunk({ content: text })),
        end: (session) => session.push(chunk({}, "stop")) && session.push("[DONE]"),
        fail: (session) => session.push({ error: { message: "gone", type: "overloaded_error" } }),
    },
    "/v1/messages": {
        begin: (session) => {
            const message = { id: "m", type: "message", role: "assistant", model: "m", content: [] };
            named(session, "message_start", { message });
            named(session, "content_block_start", { index: 0, content_block: { type: "text", text: "" } });
        },
        say: (session, text) => {
            named(session, "content_block_delta", { index: 0, delta: { type: "text_delta", text } });
        },
        end: (session) => {
            named(session, "content_block_stop", { index: 0 });
            named(session, "message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } });
            named(session, "message_stop", {});
        },
        fail: (session) => named(session, "error", { error: { message: "gone", type: "overloaded_error" } }),
    },
};

function named(session, type, fields) {
    session.push({ type, ...fields }, type);
}

async function answer(request, response, body) {
    const how = JSON.parse(body).model;
    const dialect = DIALECTS[request.url];
    const session = await createSession(request, response, { serializer: plain, keepAlive: how === "pings" ? 20 : null });
    dialect.begin(session);
    for (const text of WORDS) {
        if (how === "pings") await pause(60);
        dialect.say(session, text);
    }
    if (how === "error") dialect.fail(session);
    else if (how !== "cut") dialect.end(session);
    response.end();
}

const server = http.createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => answer(request, response, Buffer.concat(pieces).toString()));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
