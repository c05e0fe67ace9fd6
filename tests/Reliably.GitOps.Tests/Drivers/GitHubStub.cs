using System.Net;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.Drivers;

/// <summary>Answers of GitHub's API as they were recorded, in order, for faults that a real one does not show on demand. A request nobody registered fails the test.</summary>
internal sealed class GitHubStub : HttpMessageHandler
{
    public const string Token = "ghs_canary0123456789";

    private readonly Dictionary<string, Queue<Func<HttpResponseMessage>>> answers = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly TestFolder folder = new();

    public GitHubStub()
    {
        using var key = RSA.Create(2048);
        PublicKey = key.ExportRSAPublicKeyPem();
        folder.Write("app.pem", key.ExportRSAPrivateKeyPem());
    }

    public ManualClock Clock { get; } = new(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));

    public string PublicKey { get; }

    public List<(string Request, string? Authorization, string? IfNoneMatch)> Sent { get; } = [];

    /// <summary>What was sent with each of them; null for nothing.</summary>
    public List<string?> Bodies { get; } = [];

    public IEnumerable<string> Requests => Sent.Select(static one => one.Request);

    /// <summary>A client of the App with key 12345; its tokens are registered by the tests.</summary>
    /// <param name="timers">Another clock for its requests; null for <see cref="Clock"/>.</param>
    public GitHubClient Client(TimeProvider? timers = null) => new(GitHubAddress.Public, new AppTokens(AppKey.Read(12345, folder["app.pem"]), Clock), timers ?? Clock, this);

    /// <summary>A repository of installation 100, whose token is there.</summary>
    public GitHubRepository Repository() => Client().Repository("acme/shop", 100);

    public GitHubStub WithToken(string token = Token, int minutes = 60) =>
        Answers("POST app/installations/100/access_tokens", 201, () => $$"""{"token":"{{token}}","expires_at":"{{Clock.GetUtcNow().AddMinutes(minutes):O}}"}""");

    public GitHubStub Answers(string request, int status, string body, params (string Name, string Value)[] headers) => Answers(request, status, () => body, headers);

    public GitHubStub Fails(string request)
    {
        Register(request, static () => throw new HttpRequestException("Connection reset by peer"));
        return this;
    }

    /// <summary>Moves the clock on while something waits for it.</summary>
    public async Task<T> PassTimeAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(work, Task.Delay(1));
        }

        return await work;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = $"{request.Method} {request.RequestUri!.PathAndQuery.TrimStart('/')}";
        Func<HttpResponseMessage> answer;
        lock (gate)
        {
            Bodies.Add(request.Content is null ? null : Encoding.UTF8.GetString(request.Content.ReadAsByteArrayAsync(cancellationToken).GetAwaiter().GetResult()));
            Sent.Add((name, request.Headers.Authorization?.ToString(), request.Headers.IfNoneMatch.FirstOrDefault()?.Tag));
            if (!answers.TryGetValue(name, out var queue) || queue.Count == 0) throw new InvalidOperationException($"Nobody registered an answer to {name}.");
            answer = queue.Count == 1 ? queue.Peek() : queue.Dequeue();
        }

        return Task.FromResult(answer());
    }

    protected override void Dispose(bool disposing)
    {
        folder.Dispose();
        base.Dispose(disposing);
    }

    private GitHubStub Answers(string request, int status, Func<string> body, params (string Name, string Value)[] headers)
    {
        Register(request, () =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body(), Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);
            return response;
        });
        return this;
    }

    private void Register(string request, Func<HttpResponseMessage> answer)
    {
        if (!answers.TryGetValue(request, out var queue)) answers.Add(request, queue = new());
        queue.Enqueue(answer);
    }
}
