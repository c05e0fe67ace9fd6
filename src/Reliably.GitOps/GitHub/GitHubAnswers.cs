using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Reliably.GitOps.GitHub;

/// <summary>
/// Tells GitHub's refusals apart: a 403 for a limit, a 403 for a permission and a 404 are three things. Source:
/// https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
/// </summary>
internal static class GitHubAnswers
{
    /// <summary>What GitHub asks for where a secondary limit comes without a time.</summary>
    private static readonly TimeSpan WithoutTime = TimeSpan.FromMinutes(1);

    /// <summary>No clock that GitHub names is further away: a primary limit is over within the hour.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(65);

    /// <summary>The next page of an answer (header <c>Link</c>, <c>rel="next"</c>); null on the last.</summary>
    public static string? Next(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var values)) return null;
        foreach (var link in string.Join(',', values).Split(','))
        {
            var (start, end) = (link.IndexOf('<', StringComparison.Ordinal), link.IndexOf('>', StringComparison.Ordinal));
            if (start >= 0 && end > start && link[end..].Contains("rel=\"next\"", StringComparison.Ordinal)) return link[(start + 1)..end];
        }

        return null;
    }

    /// <summary>The failure that an answer means.</summary>
    public static GitHubException Failure(HttpResponseMessage response, ReadOnlySpan<byte> body, GitHubRequest request, DateTimeOffset now)
    {
        var status = response.StatusCode;
        var said = MessageOf(body);
        var what = $"GitHub answered {(int)status} to {request.Method} {Shown(request.Path)}{(said is null ? "" : ": " + said)}";
        if (LimitOf(response, said, now) is { } until)
            return new(GitHubFailure.Limited, what) { Status = status, Until = until, Again = until - now <= GitHubTransport.LongestWait };
        var kind = status switch
        {
            HttpStatusCode.Unauthorized => GitHubFailure.Unauthorized,
            HttpStatusCode.Forbidden => GitHubFailure.Forbidden,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => GitHubFailure.NotFound,
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => GitHubFailure.Unreachable,
            _ => GitHubFailure.Refused,
        };
        var again = kind == GitHubFailure.Unreachable ? request.CanBeRepeated : status == HttpStatusCode.NotFound && request.JustHappened;
        return new(kind, what) { Status = status, Again = again };
    }

    private static DateTimeOffset? LimitOf(HttpResponseMessage response, string? said, DateTimeOffset now)
    {
        if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)) return null;
        if (response.Headers.RetryAfter is { } after) return Bounded(after.Date ?? now + (after.Delta ?? WithoutTime), now);
        if (Number(response, "x-ratelimit-remaining") == 0 && ResetOf(response, now) is { } reset) return reset;
        var isLimit = response.StatusCode == HttpStatusCode.TooManyRequests || said?.Contains("rate limit", StringComparison.OrdinalIgnoreCase) == true || said?.Contains("abuse", StringComparison.OrdinalIgnoreCase) == true;
        return isLimit ? now + WithoutTime : null;
    }

    private static DateTimeOffset Bounded(DateTimeOffset until, DateTimeOffset now) => until < now ? now : until > now + Longest ? now + Longest : until;

    /// <summary>When a primary limit begins anew; null where the answer does not say.</summary>
    public static DateTimeOffset? ResetOf(HttpResponseMessage response, DateTimeOffset now) =>
        Number(response, "x-ratelimit-reset") is { } reset && reset < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? Bounded(DateTimeOffset.FromUnixTimeSeconds(reset), now) : null;

    /// <summary>A header that holds a whole number.</summary>
    public static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>GitHub's own words, short enough for a log line.</summary>
    private static string? MessageOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.String) return null;
            var text = new string([.. message.GetString()!.Where(static c => !char.IsControl(c)).Take(300)]);
            return text.Length == 0 ? null : text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A proxy's page, or nothing.
            return null;
        }
    }

    private static string Shown(string path) => path.Split('?')[0];
}
