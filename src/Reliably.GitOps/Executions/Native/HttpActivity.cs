using System.Collections.Immutable;
using System.Net;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>An HTTP call (<c>chaoslib.provider.http</c>; CHAOS-TOOLKIT 6), with the ways of Python's <c>requests</c>.</summary>
internal static class HttpActivity
{
    public static async Task<DataNode> RunAsync(DataNode.Mapping provider, NativeContext context, CancellationToken stop)
    {
        var call = HttpCall.Read(provider, context);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var session = new HttpSession(call, context.Environment, context.Outputs.Allowed);
                var answer = await session.SendAsync(stop);
                context.Outputs.Take(answer.Body.Length);
                return OutputOf(answer);
            }
            catch (HttpCallException failure) when (attempt < call.MaxRetries && (failure.BeforeSending || call.IsIdempotent))
            {
                continue;
            }
            catch (HttpCallException failure)
            {
                // A read that timed out is its own message only without retries, as in requests.
                throw new ActivityFailedException(failure.TimedOutReading && call.MaxRetries == 0
                    ? "activity took too long to complete"
                    : $"failed to connect to {call.Url}: {failure.Message}");
            }
        }
    }

    private static DataNode.Mapping OutputOf(HttpAnswer answer)
    {
        var headers = new DataNode.Mapping([.. answer.Headers.Select(static header => new MappingEntry(DataNode.Of(header.Name), DataNode.Of(header.Value)))]);
        return DataNode.Mapping.Create(("status", DataNode.Of(answer.Status)), ("headers", headers), ("body", BodyOf(answer)));
    }

    /// <summary>JSON is read only for exactly <c>application/json</c>, and where all of it is there; everything else is text.</summary>
    private static DataNode BodyOf(HttpAnswer answer)
    {
        var type = answer.ContentType;
        if (type != "application/json" || answer.IsCut) return DataNode.Of(TextOf(answer.Body.Span, type));
        return JsonReader.TryParse(answer.Body.Span, out _) ?? throw new ExperimentErrorException("The answer says it is JSON, and is not.");
    }

    /// <summary>The charset that is declared; ISO-8859-1 for text without one; else UTF-8 with replacement characters.</summary>
    private static string TextOf(ReadOnlySpan<byte> body, string? contentType)
    {
        if (contentType is null) return ProcessActivity.Decode(body);
        var parts = contentType.Split(';');
        var charset = parts.Skip(1).Select(static part => part.Trim()).FirstOrDefault(static part => part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        if (charset is not null) return PythonCodec.Decode(body, charset[8..].Trim('\'', '"', ' '));
        return parts[0].Contains("text", StringComparison.Ordinal) ? Encoding.Latin1.GetString(body) : ProcessActivity.Decode(body);
    }
}

/// <summary>An answer as it came over the wire: names of headers as the server wrote them, in its order.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body; with a mark in the middle where it was longer than the run may keep.</param>
/// <param name="IsCut">Whether it was.</param>
internal sealed record HttpAnswer(int Status, ImmutableArray<(string Name, string Value)> Headers, ReadOnlyMemory<byte> Body, bool IsCut)
{
    public string? ContentType => Headers.FirstOrDefault(static header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;

    public string? Location => Headers.FirstOrDefault(static header => header.Name.Equals("Location", StringComparison.OrdinalIgnoreCase)).Value;

    public bool IsRedirect => Status is (int)HttpStatusCode.MovedPermanently or (int)HttpStatusCode.Found or (int)HttpStatusCode.SeeOther
        or (int)HttpStatusCode.TemporaryRedirect or (int)HttpStatusCode.PermanentRedirect && Location is { Length: > 0 };
}

/// <summary>The other side could not be reached, or did not answer.</summary>
internal sealed class HttpCallException(string message, bool beforeSending, bool timedOutReading, Exception cause) : Exception(message, cause)
{
    public bool BeforeSending => beforeSending;

    public bool TimedOutReading => timedOutReading;
}
