using Microsoft.AspNetCore.Http;

namespace Reliably.GitOps.Drivers;

/// <summary>A delivery of GitHub's, byte for byte, that a test sends on when and as often as it likes.</summary>
internal sealed record KeptDelivery(string Event, string Id, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>What the service answered last; null while it has not.</summary>
    public int? Answered { get; private set; }

    public static KeptDelivery Of(HttpRequest request, byte[] body) => new(
        request.Headers["X-GitHub-Event"].ToString(),
        request.Headers["X-GitHub-Delivery"].ToString(),
        body,
        [.. request.Headers.Where(static header => header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).Select(static header => (header.Key, header.Value.ToString()))]);

    /// <summary>Sends it on; the status that was answered, 0 where nobody did.</summary>
    public async Task<int> SendAsync(HttpClient http, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await http.SendAsync(request);
            return (Answered = (int)response.StatusCode).Value;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
