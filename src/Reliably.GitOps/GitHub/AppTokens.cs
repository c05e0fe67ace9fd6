using System.Collections.Concurrent;

namespace Reliably.GitOps.GitHub;

/// <summary>A GitHub App: a token for each installation, made when it is needed and used for less than its hour.</summary>
internal sealed class AppTokens(AppKey key, TimeProvider clock) : IGitHubCredentials
{
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, InstallationToken> tokens = new();
    private readonly SemaphoreSlim making = new(1);

    public bool IsApp => true;

    public async ValueTask<string> TokenAsync(long? installation, GitHubTransport transport, CancellationToken stop)
    {
        if (installation is not { } id) return key.Token(clock.GetUtcNow());
        if (Known(id) is { } known) return known;
        await making.WaitAsync(stop);
        try
        {
            if (Known(id) is { } meanwhile) return meanwhile;
            var made = await transport.MakeTokenAsync(id, stop);
            tokens[id] = new(made.Token, made.ExpiresAt - Spare);
            return made.Token;
        }
        finally
        {
            making.Release();
        }
    }

    public bool Renew(long? installation, string refused)
    {
        if (installation is not { } id) return false;
        if (tokens.TryGetValue(id, out var current) && current.Text == refused) tokens.TryRemove(new(id, current));
        return true;
    }

    public void Dispose()
    {
        key.Dispose();
        making.Dispose();
    }

    private string? Known(long id) => tokens.TryGetValue(id, out var token) && clock.GetUtcNow() < token.Until ? token.Text : null;

    private sealed record InstallationToken(string Text, DateTimeOffset Until);
}
