#include "outbound/curl_handle.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#include <curl/curl.h>
#include <sys/socket.h>

#include "base/text.h"
#include "outbound/address_guard.h"
#include "outbound/curl_start.h"

namespace signet::outbound {
namespace {

constexpr std::size_t kMostHeaderBytes = 32 * 1024;

struct UrlFreer {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct ListFreer {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Url = std::unique_ptr<CURLU, UrlFreer>;
using HeaderList = std::unique_ptr<curl_slist, ListFreer>;

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
    throw std::runtime_error("libcurl lacks an option that we rely on");
  }
}

// What arrives, within limits.
struct Incoming {
  FetchResponse response;
  std::size_t body_limit = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
};

curl_socket_t open_socket(void* exempt, curlsocktype purpose, curl_sockaddr* address) {
  // The very address that connect() gets next: a name that resolves differently a moment later gains nothing.
  if (purpose != CURLSOCKTYPE_IPCXN ||
      (!*static_cast<const bool*>(exempt) && !is_public_address(address->addr))) {
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* into) {
  Incoming& incoming = *static_cast<Incoming*>(into);
  if (size > incoming.body_limit - incoming.response.body.size()) {
    incoming.too_large = true;
    return 0;
  }
  incoming.response.body.append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* into) {
  Incoming& incoming = *static_cast<Incoming*>(into);
  incoming.header_bytes += size;
  if (incoming.header_bytes > kMostHeaderBytes) {
    incoming.too_large = true;
    return 0;
  }
  std::string_view line(data, size);
  line = line.substr(0, line.find_last_not_of("\r\n") + 1);
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    incoming.response.headers.clear();  // those before belonged to an interim answer [RFC9110 §15.2]
  } else if (colon != std::string_view::npos) {
    incoming.response.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  }
  return size;
}

// Built from parts, so that libcurl's own idea of where a host ends never matters [R-SSRF-2].
Url to_curl(const Target& target) {
  Url handle(curl_url());
  const auto put = [&](CURLUPart part, const std::string& text) {
    return curl_url_set(handle.get(), part, text.c_str(), 0) == CURLUE_OK;
  };
  const web::Url& url = target.url;
  const bool ok = handle && put(CURLUPART_SCHEME, url.scheme) && put(CURLUPART_HOST, url.host) &&
                  put(CURLUPART_PORT, std::to_string(target.port)) &&
                  put(CURLUPART_PATH, url.path.empty() ? "/" : url.path) &&
                  (!url.query || put(CURLUPART_QUERY, *url.query));
  return ok ? std::move(handle) : nullptr;
}

HeaderList to_curl(const web::Headers& headers) {
  HeaderList list;
  const auto append = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) {
      throw std::bad_alloc();
    }
    static_cast<void>(list.release());
    list.reset(longer);
  };
  append("Expect:");  // removes libcurl's own: no waiting for "100 Continue"
  for (const web::Header& header : headers) {
    append(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  return list;
}

}  // namespace

void CurlHandle::Freer::operator()(void* easy) const { curl_easy_cleanup(easy); }
CurlHandle::~CurlHandle() = default;
CurlHandle::CurlHandle(CurlHandle&&) noexcept = default;
CurlHandle& CurlHandle::operator=(CurlHandle&&) noexcept = default;

CurlHandle::CurlHandle(const std::string& ca_file) {
  start_curl();
  easy_.reset(curl_easy_init());
  if (!easy_) {
    throw std::bad_alloc();
  }
  CURL* easy = easy_.get();
  set(easy, CURLOPT_NOSIGNAL, 1L);  // the resolver's time-out by a thread, not by SIGALRM
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_PROXY, "");  // not even where the environment names one
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);  // [R-SSRF-8]
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca_file.empty()) {
    set(easy, CURLOPT_CAINFO,
        ca_file.c_str());  // the system's roots stay in force as libcurl's default CAPATH
  }
  set(easy, CURLOPT_MAXCONNECTS, 2L);
  set(easy, CURLOPT_USERAGENT, "Signet");
  set(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(easy, CURLOPT_WRITEFUNCTION, take_body);
  set(easy, CURLOPT_HEADERFUNCTION, take_header);
}

Expected<FetchResponse, FetchError> CurlHandle::perform(const Target& target, const FetchRequest& request,
                                                        const FetchLimits& limits) {
  const Url url = to_curl(target);
  if (!url) {
    return unexpected(FetchError::refused);
  }
  const HeaderList headers = to_curl(request.headers);
  Incoming incoming;
  incoming.body_limit = limits.body;
  bool exempt = target.exempt;
  CURL* easy = easy_.get();
  set(easy, CURLOPT_CURLU, url.get());
  set(easy, CURLOPT_HTTPHEADER, headers.get());
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(limits.total, Milliseconds(1)).count()));
  set(easy, CURLOPT_OPENSOCKETDATA, &exempt);
  set(easy, CURLOPT_WRITEDATA, &incoming);
  set(easy, CURLOPT_HEADERDATA, &incoming);
  if (request.method == web::Method::post) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request.body.c_str());
  } else {
    set(easy, CURLOPT_HTTPGET, 1L);
  }
  const CURLcode code = curl_easy_perform(easy);
  set(easy, CURLOPT_CURLU, nullptr);  // nothing that ends with this call stays behind in the handle
  set(easy, CURLOPT_HTTPHEADER, nullptr);
  if (incoming.too_large) {
    return unexpected(FetchError::too_large);
  }
  if (code != CURLE_OK) {
    return unexpected(FetchError::unreachable);
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  incoming.response.status = static_cast<int>(status);
  return std::move(incoming.response);
}

}  // namespace signet::outbound
