using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Native;

/// <summary>One call with its redirects, on connections of its own, as requests makes a fresh session for each activity.</summary>
internal sealed class HttpSession(HttpCall call, IReadOnlyDictionary<string, string> environment, int? longestBody) : IDisposable
{
    private const int MostRedirects = 30;
    private readonly HeadRecorder heads = new(call.ReadTimeout);
    private HttpClient? made;

    private HttpClient Client => made ??= HttpHandlers.Create(call, environment, heads);

    /// <exception cref="HttpCallException">The other side could not be reached, or did not answer.</exception>
    /// <exception cref="ExperimentErrorException">It redirects without end, or to somewhere that cannot be called.</exception>
    public async Task<HttpAnswer> SendAsync(CancellationToken stop)
    {
        var (target, method, body) = (call.Target, call.Method, call.Body);
        var headers = call.Headers;
        for (var redirects = 0; ; redirects++)
        {
            var answer = await SendOnceAsync(target, method, headers, body, stop);
            if (!answer.IsRedirect) return answer;
            if (redirects == MostRedirects) throw new ExperimentErrorException($"{call.Url} redirects more than {MostRedirects} times.");
            var next = NextOf(target, answer);
            if (answer.Status is not ((int)HttpStatusCode.TemporaryRedirect or (int)HttpStatusCode.PermanentRedirect))
            {
                body = null;
                headers = [.. headers.Where(static header => !header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))];
                if (method != "HEAD" && (answer.Status != (int)HttpStatusCode.MovedPermanently || method == "POST")) method = "GET";
            }

            if (next.Host != target.Host || next.Port != target.Port || next.Scheme != target.Scheme)
                headers = [.. headers.Where(static header => !header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))];
            target = next;
        }
    }

    public void Dispose() => made?.Dispose();

    private static Uri NextOf(Uri from, HttpAnswer answer)
    {
        var location = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Location!));
        if (!Uri.TryCreate(from, location, out var next)) throw new ExperimentErrorException($"{from} redirects to '{location}', which is not an address.");
        return HttpCall.TargetOf(next.OriginalString.Contains("://", StringComparison.Ordinal) ? next.OriginalString : next.AbsoluteUri, null);
    }

    private async Task<HttpAnswer> SendOnceAsync(Uri target, string method, ImmutableArray<(string Name, string Value)> headers, byte[]? sent, CancellationToken stop)
    {
        using var request = RequestOf(target, method, headers, sent);
        heads.Reset();
        try
        {
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            var body = await WholeAsync(target, response.Content, stop);
            return new((int)response.StatusCode, heads.Headers(), body.ToMemory(), body.IsCut);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // A connect timeout comes as a cancellation of nobody's.
            throw new HttpCallException(Reason(exception), beforeSending: !heads.HasSent, timedOutReading: heads.TimedOut, exception);
        }
    }

    /// <summary>An answer that began and is broken off, or that cannot be unpacked, is what requests does not expect either: the run is aborted.</summary>
    private async Task<BoundedBytes> WholeAsync(Uri target, HttpContent content, CancellationToken stop)
    {
        try
        {
            return await ReadAsync(content, stop);
        }
        catch (Exception exception) when (exception is InvalidDataException || exception is HttpRequestException or IOException && !heads.TimedOut)
        {
            throw new ExperimentErrorException($"The answer of {target} cannot be read: {exception.Message}");
        }
    }

    /// <summary>However long the answer is, memory holds no more of it than the run may keep.</summary>
    private async Task<BoundedBytes> ReadAsync(HttpContent content, CancellationToken stop)
    {
        var kept = new BoundedBytes(longestBody);
        var buffer = ArrayPool<byte>.Shared.Rent(65536);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(stop);
            while (await stream.ReadAsync(buffer, stop) is var count and > 0) kept.Write(buffer.AsSpan(0, count));
            return kept;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Reason(Exception exception) => exception is OperationCanceledException ? "connecting took too long" : exception.Message;

    private HttpRequestMessage RequestOf(Uri target, string method, ImmutableArray<(string Name, string Value)> headers, byte[]? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), target) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (body is not null || method is not ("GET" or "HEAD")) request.Content = new ByteArrayContent(body ?? []);
        foreach (var (name, value) in headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) continue;
            request.Content ??= new ByteArrayContent([]);
            if (!request.Content.Headers.TryAddWithoutValidation(name, value)) throw new ExperimentErrorException($"'{name}' is not a name that a header can have.");
        }

        if (HttpCredentials.For(target, environment) is { } credentials)
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", credentials);
        }

        return request;
    }
}
