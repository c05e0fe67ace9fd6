using System.Globalization;

namespace Reliably.GitOps.GitHub;

/// <summary>
/// What GitHub says is left of a primary limit. It is told once in each window when little is left, and when nothing is; then nothing is sent until
/// the window ends, rather than being refused. Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
/// </summary>
/// <param name="tell">Told, in a sentence.</param>
internal sealed class RateBudget(Action<string> tell)
{
    /// <summary>A tenth is little.</summary>
    private const int Little = 10;

    /// <summary>The end of one window is named a little differently by different answers.</summary>
    private static readonly TimeSpan SameWindow = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private DateTimeOffset toldLittle = DateTimeOffset.MinValue;
    private DateTimeOffset toldNothing = DateTimeOffset.MinValue;

    /// <summary>Reads what an answer says.</summary>
    /// <returns>When requests are taken again; null where some are left, or nobody says.</returns>
    public DateTimeOffset? See(HttpResponseMessage response, DateTimeOffset now)
    {
        if (GitHubAnswers.Number(response, "x-ratelimit-remaining") is not { } left || GitHubAnswers.Number(response, "x-ratelimit-limit") is not { } whole || GitHubAnswers.ResetOf(response, now) is not { } end || end <= now) return null;
        if (left > 0 && left <= whole / Little)
            Tell(ref toldLittle, end, string.Create(CultureInfo.InvariantCulture, $"GitHub's limit is nearly used up: {left} of {whole} requests are left until {Clock(end)}. When none is left, looks wait until then."));
        if (left > 0) return null;
        Tell(ref toldNothing, end, string.Create(CultureInfo.InvariantCulture, $"GitHub's limit is used up ({whole} requests an hour): nothing is asked until {Clock(end)}. What waits is done then."));
        return end;
    }

    /// <summary>A time of today, as logs show it.</summary>
    public static string Clock(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private void Tell(ref DateTimeOffset told, DateTimeOffset end, string sentence)
    {
        lock (gate)
        {
            if (end - told <= SameWindow) return;
            told = end;
        }

        tell(sentence);
    }
}
