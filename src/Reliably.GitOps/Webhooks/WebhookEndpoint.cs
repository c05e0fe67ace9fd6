using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// Takes GitHub's deliveries in (PR-BOT: Event to effect): how large, whose, what, on disk, and only then answered. What it is told is not
/// acted on here. One bad request harms nothing.
/// </summary>
public sealed class WebhookEndpoint(WebhookSecrets secrets, WebhookInbox inbox)
{
    public const string Path = "/webhooks/github";

    /// <summary>GitHub's own limit of a payload.</summary>
    public const int LargestBody = 25 << 20;

    /// <summary>Bytes of bodies that are held at a time; who comes later is asked to come again.</summary>
    private const long MostAtOnce = 128 << 20;

    private const int SecondsToWait = 30;

    /// <summary>Events that somebody here looks at; others are acknowledged.</summary>
    public static FrozenSet<string> Wanted { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "pull_request", "push", "merge_group", "issue_comment", "issues", "check_run", "check_suite", "installation", "installation_repositories", "installation_target");

    private long held;

    /// <summary>Answers a request. 202 taken in, 200 nothing to do, 400, 401, 405, 413, 415 refused, 503 come again.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (status, text) = await DecideAsync(context);
        var response = context.Response;
        response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = SecondsToWait.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status405MethodNotAllowed) response.Headers.Allow = "POST";
        response.ContentType = "text/plain; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private async Task<(int Status, string Text)> DecideAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method)) return (StatusCodes.Status405MethodNotAllowed, "Deliveries are posted.");
        if (request.ContentLength > LargestBody) return TooLarge;
        if (Single(request, "X-Hub-Signature-256") is not { } signature) return (StatusCodes.Status401Unauthorized, "X-Hub-Signature-256 is missing: give the webhook the secret that the service has.");
        var reserved = request.ContentLength ?? LargestBody;
        if (Interlocked.Add(ref held, reserved) > MostAtOnce)
        {
            Interlocked.Add(ref held, -reserved);
            return (StatusCodes.Status503ServiceUnavailable, "Too much at once.");
        }

        try
        {
            using var body = await RequestBody.ReadAsync(request, LargestBody);
            return body.IsTooLarge ? TooLarge : Read(request, signature, body.Bytes) switch
            {
                (null, var status, var text) => (status, text),
                ({ } delivery, _, _) => await StoreAsync(delivery),
            };
        }
        catch (BadHttpRequestException exception)
        {
            return (exception.StatusCode, "The body did not arrive as announced.");
        }
        finally
        {
            Interlocked.Add(ref held, -reserved);
        }
    }

    private static (int Status, string Text) TooLarge => (StatusCodes.Status413PayloadTooLarge, "A delivery has 25 MB at most.");

    /// <summary>The delivery to be stored, or what to answer where there is nothing to store.</summary>
    private (WebhookDelivery? Delivery, int Status, string Text) Read(HttpRequest request, string signature, ReadOnlySpan<byte> body)
    {
        if (!secrets.Signed(body, signature)) return (null, StatusCodes.Status401Unauthorized, "The signature is not of this body with the service's secret.");
        if (!IsJson(request.ContentType)) return (null, StatusCodes.Status415UnsupportedMediaType, "Set the webhook's content type to application/json.");
        if (Single(request, "X-GitHub-Event") is not { } name || !IsName(name)) return (null, StatusCodes.Status400BadRequest, "X-GitHub-Event is missing.");
        if (Single(request, "X-GitHub-Delivery") is not { } id || !IsName(id)) return (null, StatusCodes.Status400BadRequest, "X-GitHub-Delivery is missing.");
        if (WebhookPayload.Read(id, name, body) is not { } delivery) return (null, StatusCodes.Status400BadRequest, "The body is no JSON object.");
        return Wanted.Contains(name) ? (delivery, 0, "") : (null, StatusCodes.Status200OK, name == "ping" ? "pong" : "ignored");
    }

    private async ValueTask<(int Status, string Text)> StoreAsync(WebhookDelivery delivery)
    {
        try
        {
            return await inbox.AddAsync(delivery) switch
            {
                InboxAnswer.Accepted => (StatusCodes.Status202Accepted, "accepted"),
                InboxAnswer.Known => (StatusCodes.Status202Accepted, "known"),
                _ => (StatusCodes.Status503ServiceUnavailable, "The inbox is full."),
            };
        }
        catch (IOException)
        {
            // The reason is the operator's to see, and the inbox reports it; GitHub's page only has to say that it did not work.
            return (StatusCodes.Status503ServiceUnavailable, "The delivery could not be stored.");
        }
    }

    private static string? Single(HttpRequest request, string header) => request.Headers[header] is [{ Length: > 0 } value] ? value : null;

    private static bool IsName(string text) => text.Length <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsJson(string? type) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parsed) && string.Equals(parsed.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);
}
