using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Reliably.GitOps.Webhooks;

/// <summary>The bytes of a request's body, in memory that is used again afterwards.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly int largest;
    private byte[] buffer;
    private int length;

    private RequestBody(int expected, int largest)
    {
        this.largest = largest;
        buffer = ArrayPool<byte>.Shared.Rent(Math.Min(expected, largest) + 1);
    }

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Whether there was more than is allowed; the rest was not read.</summary>
    public bool IsTooLarge => length > largest;

    /// <summary>Reads a body to its end, or just past what is allowed.</summary>
    /// <exception cref="BadHttpRequestException">It did not arrive as it was announced.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int largest)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = largest + 1;
        var body = new RequestBody((int)Math.Min(request.ContentLength ?? (64 << 10), largest), largest);
        try
        {
            while (!body.IsTooLarge)
            {
                if (body.length == body.buffer.Length) body.Grow();
                var read = await request.Body.ReadAsync(body.buffer.AsMemory(body.length), request.HttpContext.RequestAborted);
                if (read == 0) break;
                body.length += read;
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, largest + 1));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
