using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.GitHub;

/// <summary>
/// Carries requests to GitHub's API: the right token, limits respected, transient failures tried again, unchanged answers not paid for. Work
/// that would have to wait long is put off (<see cref="GitHubFailure.Limited"/>), not slept over.
/// </summary>
internal sealed class GitHubTransport : IDisposable
{
    /// <summary>Longer waits are the caller's, who has other work.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int Largest = 32 << 20;
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(20);

    private readonly GitHubAddress address;
    private readonly IGitHubCredentials credentials;
    private readonly TimeProvider clock;
    private readonly HttpClient http;
    private readonly ResiliencePipeline pipeline;
    private readonly AnswerCache cache = new();
    private readonly ConcurrentDictionary<long, Lane> lanes = new();

    /// <param name="address">Where GitHub lives.</param>
    /// <param name="credentials">Who we are to it.</param>
    /// <param name="clock">The clock, also of waits.</param>
    /// <param name="handler">What sends; null for the network.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    public GitHubTransport(GitHubAddress address, IGitHubCredentials credentials, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        (this.address, this.credentials, this.clock) = (address, credentials, clock);
        http = new(handler ?? Network(), disposeHandler: true)
        {
            BaseAddress = address.Api,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = Largest,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new("reliably-gitops", "1"));
        http.DefaultRequestHeaders.Accept.Add(new("application/vnd.github+json"));
        http.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
        pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 4,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = LongestWait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is GitHubException { Again: true }),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Exception is GitHubException { Until: { } until } ? Wait(until) : (TimeSpan?)null),
        }).Build();
    }

    /// <summary>Sends a request, again where that helps.</summary>
    /// <exception cref="GitHubException">It was not done, or (<see cref="GitHubFailure.Unreachable"/>) nobody knows.</exception>
    public async Task<GitHubAnswer> SendAsync(GitHubRequest request, CancellationToken stop)
    {
        var lane = LaneOf(request);
        if (lane.LimitedUntil is { } until && until - clock.GetUtcNow() > LongestWait)
            throw new GitHubException(GitHubFailure.Limited, $"GitHub's limit is reached: nothing is sent until {RateBudget.Clock(until)}.") { Until = until };
        if (!request.IsContent) return await AgainAsync(request, lane, stop);
        if (!lane.Pace.TryTake(LongestWait, out var wait))
            throw new GitHubException(GitHubFailure.Limited, "So much was written to GitHub that the rest waits, to stay below its limits.") { Until = clock.GetUtcNow() + wait };
        await Task.Delay(wait, clock, stop);
        await lane.Writing.WaitAsync(stop);
        try
        {
            return await AgainAsync(request, lane, stop);
        }
        finally
        {
            lane.Writing.Release();
        }
    }

    /// <summary>Makes a token of an installation, for an hour.</summary>
    /// <exception cref="GitHubException">GitHub did not make one.</exception>
    public async Task<AccessToken> MakeTokenAsync(long installation, CancellationToken stop)
    {
        var path = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"app/installations/{installation}/access_tokens");
        var answer = await pipeline.ExecuteAsync(async token => await OnceAsync(new(HttpMethod.Post, path, null), token), stop);
        return JsonSerializer.Deserialize(answer.Content.Span, GitHubJson.Default.AccessToken) ?? throw new GitHubException(GitHubFailure.Refused, "GitHub made no token.");
    }

    /// <summary>False with a personal token.</summary>
    public bool IsApp => credentials.IsApp;

    /// <summary>Told, in a sentence, how much of GitHub's limit is left where that is little.</summary>
    public Action<string> Told { get; set; } = static _ => { };

    /// <summary>The token that requests for an installation show.</summary>
    public ValueTask<string> TokenAsync(long? installation, CancellationToken stop) => credentials.TokenAsync(installation, this, stop);

    public void Dispose()
    {
        http.Dispose();
        credentials.Dispose();
        foreach (var lane in lanes.Values) lane.Writing.Dispose();
    }

    /// <summary>A redirect would carry the token wherever it leads, so none is followed here.</summary>
    private static SocketsHttpHandler Network() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), AutomaticDecompression = DecompressionMethods.All };

    /// <summary>GitHub counts requests by whom they are made for.</summary>
    private Lane LaneOf(GitHubRequest request) => lanes.GetOrAdd(request.Installation ?? 0, _ => new(clock, sentence => Told(sentence)));

    private TimeSpan Wait(DateTimeOffset until) => until > clock.GetUtcNow() ? until - clock.GetUtcNow() : TimeSpan.Zero;

    private async Task<GitHubAnswer> AgainAsync(GitHubRequest request, Lane lane, CancellationToken stop)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await OnceAsync(request, token), stop);
        }
        catch (GitHubException exception) when (exception.Until is { } until)
        {
            lane.LimitedUntil = until;
            throw;
        }
    }

    private async Task<GitHubAnswer> OnceAsync(GitHubRequest request, CancellationToken stop)
    {
        var token = await credentials.TokenAsync(request.Installation, this, stop);
        var known = cache.Find(request);
        using var message = Message(request, token, known?.Tag);
        using var patience = new CancellationTokenSource(OneTry, clock);
        using var timeOut = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            using var response = await http.SendAsync(message, timeOut.Token);
            if (LaneOf(request) is var lane && lane.Budget.See(response, clock.GetUtcNow()) is { } end) lane.LimitedUntil = end;
            if (response.StatusCode == HttpStatusCode.NotModified && known is not null) return known.Answer;
            var content = await response.Content.ReadAsByteArrayAsync(timeOut.Token);
            if (MovedTo(response, request) is { } moved) return await OnceAsync(moved, stop);
            if (!response.IsSuccessStatusCode) throw Refused(response, content, request, token);
            var answer = new GitHubAnswer(content, GitHubAnswers.Next(response));
            cache.Keep(request, response.Headers.ETag?.ToString(), answer);
            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            var reason = exception is OperationCanceledException ? $"no answer within {OneTry.TotalSeconds:0} s" : exception.Message;
            throw new GitHubException(GitHubFailure.Unreachable, $"GitHub cannot be reached at {address.Api}: {reason}", exception) { Again = request.CanBeRepeated };
        }
    }

    /// <summary>
    /// A repository that was renamed answers with its new address, once. Nothing was done at the old one, so a write is repeated as it is. Source:
    /// https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
    /// </summary>
    private static GitHubRequest? MovedTo(HttpResponseMessage response, GitHubRequest request) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            && response.Headers.Location is { } moved && !request.WasMoved
            ? request with { Path = moved.ToString(), WasMoved = true }
            : null;

    private GitHubException Refused(HttpResponseMessage response, byte[] content, GitHubRequest request, string token)
    {
        var failure = GitHubAnswers.Failure(response, content, request, clock.GetUtcNow());
        return failure.Failure == GitHubFailure.Unauthorized && credentials.Renew(request.Installation, token)
            ? new(failure.Failure, failure.Message) { Status = failure.Status, Again = true }
            : failure;
    }

    private HttpRequestMessage Message(GitHubRequest request, string token, string? tag)
    {
        var url = new Uri(address.Api, request.Path);
        if (!address.Api.IsBaseOf(url)) throw new GitHubException(GitHubFailure.Refused, "GitHub's answer leads to another machine; the token is not sent there.");
        var message = new HttpRequestMessage(request.Method, url) { Headers = { Authorization = new("Bearer", token) } };
        if (tag is not null) message.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new("application/json");
        }

        return message;
    }

    /// <summary>What is kept of each installation: GitHub counts by them.</summary>
    private sealed class Lane(TimeProvider clock, Action<string> tell)
    {
        public RateBudget Budget { get; } = new(tell);

        public WritePace Pace { get; } = new(clock);

        public SemaphoreSlim Writing { get; } = new(1);

        public DateTimeOffset? LimitedUntil { get; set; }
    }
}
