using System.Net;
using System.Net.Http.Headers;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Authoring;

/// <summary>
/// Gets a document from a web address: http and https only, at most 1 MiB, five redirects and half a minute. No credentials are sent, and none are
/// shown: messages name an address without its user, query and fragment. What it is, its content type says, as the Chaos Toolkit reads it.
/// </summary>
internal static class Download
{
    private const int MostRedirects = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="CannotRunException">The address cannot be read, or what it answers is no document.</exception>
    public static async Task<ImportSource> GetAsync(Uri address, TimeSpan? patience = null)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = TimeSpan.FromSeconds(10) };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = new CancellationTokenSource(patience ?? Patience);
        try
        {
            return await GetAsync(client, address, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new CannotRunException($"{Shown(address)} does not answer in time.", "Try again, or download it yourself and import the file.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CannotRunException($"{Shown(address)} cannot be read: {Reason(exception)}", "Look at the address and your network; proxies are taken from HTTPS_PROXY and NO_PROXY.", exception);
        }
    }

    /// <summary>An address for messages.</summary>
    public static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static async Task<ImportSource> GetAsync(HttpClient client, Uri address, CancellationToken stop)
    {
        for (var left = MostRedirects; ; left--)
        {
            Accept(address);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.Add(new("application/json"));
            request.Headers.Accept.Add(new("application/x-yaml"));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("reliably", "1"));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && response.Headers.Location is { } location)
            {
                if (left == 0) throw new CannotRunException($"{Shown(address)} leads on and on: more than {MostRedirects} redirects.", "Give the address that it ends at.");
                var next = new Uri(address, location);
                if (address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp) throw new CannotRunException($"{Shown(address)} leads from https to http.", "Give an https address that stays one.");
                address = next;
                continue;
            }

            if (response.StatusCode != HttpStatusCode.OK) throw new CannotRunException($"{Shown(address)} answers {(int)response.StatusCode} {response.ReasonPhrase}.", "Look at the address. No credentials are sent: download what needs them yourself and import the file.");
            return Read(address, response.Content.Headers.ContentType?.ToString() ?? "", await BodyAsync(address, response, stop));
        }
    }

    private static void Accept(Uri address)
    {
        if (address.Scheme is not ("http" or "https")) throw new CannotRunException($"'{address.Scheme}' is no address that is read.", "Give one that begins with https:// or http://, or a file.");
        if (address.UserInfo.Length > 0) throw new CannotRunException($"The address of {address.Host} holds credentials.", "They are not sent: download it yourself and import the file.");
    }

    private static async Task<byte[]> BodyAsync(Uri address, HttpResponseMessage response, CancellationToken stop)
    {
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var bytes = new byte[YamlReader.MaxBytes + 1];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return read <= YamlReader.MaxBytes ? bytes[..read] : throw new CannotRunException($"{Shown(address)} is larger than 1 MiB.", "Documents are smaller; look at what is there.");
    }

    /// <summary>JSON, YAML, or for plain text the first of both that it is; the Chaos Toolkit takes no other type.</summary>
    private static ImportSource Read(Uri address, string type, byte[] content)
    {
        var last = Uri.UnescapeDataString(address.Segments[^1]);
        var written = DocumentReader.ExtensionOf(last);
        var yaml = written == ".yml" ? ".yml" : ".yaml";
        var isPlain = type.Contains("text/plain", StringComparison.OrdinalIgnoreCase);
        var extension = type switch
        {
            _ when type.Contains("application/json", StringComparison.OrdinalIgnoreCase) => ".json",
            _ when type.Contains("application/x-yaml", StringComparison.OrdinalIgnoreCase) || type.Contains("text/yaml", StringComparison.OrdinalIgnoreCase) => yaml,
            _ when isPlain => JsonReader.TryParse(content, out _) is not null ? ".json" : yaml,
            _ => throw new CannotRunException(
                $"{Shown(address)} is of the type {(type.Length == 0 ? "unknown" : $"'{type}'")}.", "The Chaos Toolkit reads application/json, application/x-yaml, text/yaml and text/plain. Download it yourself and import the file."),
        };
        return new(content, extension, written is null ? last.Trim('/') : last[..^written.Length], Shown(address));
    }

    private static string Reason(Exception exception) => (exception.InnerException ?? exception).Message;
}
