namespace Reliably.GitOps.Doctor;

/// <summary>Asks GitHub what time it is. Nobody has to be known for that: every answer, also a refusal, carries a date.</summary>
internal static class ClockLook
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A date has whole seconds, and the true time is on the average half a second later.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(0.5);

    /// <summary>Null where there was no answer; whoever asks GitHub for more says why.</summary>
    /// <param name="address">Any address of GitHub's API.</param>
    /// <param name="clock">Our clock.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<ClockSight?> AskAsync(Uri address, TimeProvider clock, CancellationToken stop)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Patience };
        http.DefaultRequestHeaders.UserAgent.Add(new("reliably-gitops", "1"));
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop);
            return response.Headers.Date is { } date ? new("GitHub", clock.GetUtcNow() - date - Rounding) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }
}
