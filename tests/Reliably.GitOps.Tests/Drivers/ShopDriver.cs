using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Reliably.GitOps.Demo;

namespace Reliably.GitOps.Drivers;

/// <summary>A demo system in a process of its own, as <c>reliably demo-target</c> starts it, and a customer who talks to it.</summary>
internal sealed class ShopDriver : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client = new();

    private ShopDriver(Process process, Uri address, string folder)
    {
        this.process = process;
        client.BaseAddress = address;
        Folder = folder;
    }

    public Uri Address => client.BaseAddress!;

    public string Folder { get; }

    public Process Process => process;

    /// <summary>How experiments find this shop.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["SHOP_URL"] = Address.GetLeftPart(UriPartial.Authority),
        ["SHOP_FOLDER"] = Folder,
    };

    public static async Task<ShopDriver> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("shop-test-").FullName;
        var process = Process.Start(SelfProgram.With("demo-target", "--port", "0", "--folder", folder))!;
        var address = await process.StandardOutput.ReadLineAsync();
        if (address is null) throw new InvalidOperationException("demo-target did not start: " + await process.StandardError.ReadToEndAsync());
        return new(process, new Uri(address), folder);
    }

    public Task<ShopAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ShopAnswer> PostAsync(string path) => SendAsync(HttpMethod.Post, path);

    /// <summary>Process ids of the replicas that are up.</summary>
    public async Task<int[]> ReplicasAsync() =>
        [.. (await GetAsync("/health")).Json.GetProperty("replicas").EnumerateArray().Select(static replica => replica.GetProperty("process"))
            .Where(static id => id.ValueKind == JsonValueKind.Number).Select(static id => id.GetInt32())];

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<ShopAnswer> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await client.SendAsync(request);
        return new(response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", await response.Content.ReadAsStringAsync());
    }
}

internal sealed record ShopAnswer(HttpStatusCode Status, string ContentType, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
