using System.IO.Compression;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>What the stub answers by path, byte for byte.</summary>
internal static class HttpStubAnswers
{
    private const string Json = "application/json";

    /// <summary>Null for a path that is echoed.</summary>
    public static byte[]? Of(string path) => OfText(path) ?? OfJson(path) ?? OfRedirect(path);

    public static bool EndsWithTheConnection(string target) => target == "/closing";

    public static byte[] Answer(string status, string type, string body, Encoding? encoding = null) =>
        Raw($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {{0}}\r\n\r\n", (encoding ?? Encoding.UTF8).GetBytes(body));

    private static byte[]? OfText(string path) => path switch
    {
        "/latin" => Answer("200 OK", "text/plain", "caf\u00e9", Encoding.Latin1),
        "/html" => Answer("200 OK", "text/html; charset=utf-8", "<p>café</p>"),
        "/none" => Raw("HTTP/1.1 204 No Content\r\nx-lower: yes\r\n\r\n", []),
        "/headers" => Raw("HTTP/1.1 200 OK\r\nx-first: 1\r\ncontent-TYPE: application/json\r\nX-Twice: a\r\nContent-Length: {0}\r\nX-Twice: b\r\n\r\n", "{}"u8),
        "/two-cookies" => Raw("HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: {0}\r\n\r\n", "two"u8),
        "/error" => Answer("503 Service Unavailable", "text/plain", "down"),
        "/chunked" => Raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"u8),
        "/gzip" => Raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Encoding: gzip\r\nContent-Length: {0}\r\n\r\n", Gzip("compressed é"u8)),
        "/bad-gzip" => Raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {0}\r\n\r\n", "not packed at all"u8),
        "/bad-chunk" => Raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n", "zz\r\nabc\r\n0\r\n\r\n"u8),
        "/untyped" => Raw("HTTP/1.1 200 OK\r\nContent-Length: {0}\r\n\r\n", "no type at all"u8),
        "/closing" => Raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "until closed"u8),
        "/odd-charset" => Answer("200 OK", "text/plain; charset=no-such-charset", "odd"),
        "/utf16" => Answer("200 OK", "text/plain; charset=utf-16-le", "sixteen é", Encoding.Unicode),
        "/drip" => Answer("200 OK", "text/plain", "drop by drop by drop"),
        _ => null,
    };

    private static byte[]? OfJson(string path) => path switch
    {
        "/json" => Answer("200 OK", Json, """{"name":"Ada","list":[1,2.5,true,null],"text":"é"}"""),
        "/bad-json" => Answer("200 OK", Json, "{oops"),
        "/json-number" => Answer("200 OK", Json, "41.5"),
        "/json-numbers" => Answer("200 OK", Json, "[1, 1.0, 1e3, 1E-7, 123456789012345678901234567890, -0, -0.0, NaN, Infinity, -Infinity, 1e400]"),
        "/json-twice" => Answer("200 OK", Json, """{"a": 1, "b": 2, "a": 3}"""),
        "/json-charset" => Answer("200 OK", Json + "; charset=utf-8", """{"a": "é"}"""),
        "/json-bom" => Answer("200 OK", Json, "\uFEFF{\"a\": 1}"),
        "/json-empty" => Answer("200 OK", Json, ""),
        "/json-204" => Raw("HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n", []),
        _ => null,
    };

    private static byte[]? OfRedirect(string path) => path switch
    {
        "/loop" => Redirect("302 Found", "/loop"),
        "/moved" or "/r302" => Redirect("302 Found", "/echo"),
        "/kept" => Redirect("307 Temporary Redirect", "/echo"),
        "/r301" => Redirect("301 Moved Permanently", "/echo"),
        "/r303" => Redirect("303 See Other", "/echo"),
        "/r308" => Redirect("308 Permanent Redirect", "/echo"),
        "/cookie" => Redirect("302 Found", "/echo\r\nSet-Cookie: taste=sweet; Path=/"),
        "/nowhere" => Raw("HTTP/1.1 302 Found\r\nContent-Length: {0}\r\n\r\n", "nowhere"u8),
        "/a/b/relative" => Redirect("302 Found", "../c/./d?e=f g#part"),
        "/empty" => Redirect("302 Found", ""),
        "/ftp" => Redirect("302 Found", "ftp://127.0.0.1/x"),
        _ => null,
    };

    private static byte[] Redirect(string status, string location) => Raw($"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: {{0}}\r\n\r\n", []);

    private static byte[] Raw(string head, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes(head.Replace("{0}", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)), .. body];

    private static byte[] Gzip(ReadOnlySpan<byte> body)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(body);
        return memory.ToArray();
    }
}
